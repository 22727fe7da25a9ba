package datatest

import (
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var powerTests = []subtest{
	{"an erased stream is as if it had never been", erased},
	{"what is archived is read where it is asked for", archived},
}

func erased(h harness) {
	eraser, ok := h.Store.(eventstore.Eraser)
	if !ok {
		h.Skip("the store cannot erase")
	}
	h.appended(batch("seat-1", eventstore.None, 3), batch("seat-2", eventstore.None, 1))
	last := h.appended(batch("seat-1", eventstore.Any, 1))
	h.settled(last.Position)
	n, err := eraser.Erase(h.Context(), "seat-1")
	require.NoError(h, err)
	require.EqualValues(h, 4, n)
	n, err = eraser.Erase(h.Context(), "seat-1")
	require.NoError(h, err)
	require.Zero(h, n)
	require.Empty(h, h.stream("seat-1", eventstore.ReadOptions{Archived: true}))
	require.Equal(h, []string{"seat-2@1"}, names(h.all(eventstore.Filter{Archived: true})))

	again := h.appended(batch("seat-1", eventstore.None, 1))
	require.Equal(h, []int64{1}, again.Versions)
	require.Greater(h, again.Position, last.Position, "positions are not used again")
}

func archived(h harness) {
	archiver, ok := h.Store.(eventstore.Archiver)
	if !ok {
		h.Skip("the store has no archive")
	}
	h.settled(h.appended(batch("seat-1", eventstore.None, 4), batch("seat-2", eventstore.None, 1)).Position)
	whole := h.all(eventstore.Filter{})
	for _, expected := range []int64{2, 0} {
		n, err := archiver.Archive(h.Context(), "seat-1", 2)
		require.NoError(h, err)
		require.Equal(h, expected, n)
	}
	require.Equal(h, []string{"seat-1@3", "seat-1@4"}, names(h.stream("seat-1", eventstore.ReadOptions{})))
	require.Equal(h, []string{"seat-1@4", "seat-1@3"}, names(h.stream("seat-1", eventstore.ReadOptions{Backwards: true})))
	require.Equal(h, []string{"seat-1@3", "seat-1@4", "seat-2@1"}, names(h.all(eventstore.Filter{})))
	require.Equal(h, whole, h.all(eventstore.Filter{Archived: true}))
	require.Len(h, h.stream("seat-1", eventstore.ReadOptions{Archived: true}), 4)

	h.refused(batch("seat-1", eventstore.None, 1))
	h.settled(h.appended(batch("seat-1", eventstore.Exact(4), 1)).Position)
	n, err := archiver.Archive(h.Context(), "seat-1", 1000)
	require.NoError(h, err)
	require.EqualValues(h, 3, n)
	require.Empty(h, h.stream("seat-1", eventstore.ReadOptions{}))
	h.settled(h.appended(batch("seat-1", eventstore.Exact(5), 1)).Position)
	require.Equal(h, []string{"seat-1@6"}, names(h.stream("seat-1", eventstore.ReadOptions{})))
	n, err = archiver.Archive(h.Context(), "seat-none", 1000)
	require.NoError(h, err)
	require.Zero(h, n)
}
