package datatest

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var readTests = []subtest{
	{"a stream is read from a version, either way", readStream},
	{"a stream is read as it was at a moment", readAsOf},
	{"the log is read in one order", readAll},
	{"the log is filtered by type and category", readFiltered},
	{"a reader may stop and go on, and append meanwhile", readInPieces},
	{"the head is where the log is settled", head},
}

func readStream(h harness) {
	h.appended(batch("seat-other", eventstore.None, 3))
	h.appended(batch("seat-1", eventstore.None, 5))
	tests := []struct {
		name     string
		options  eventstore.ReadOptions
		versions []int64
	}{
		{"all", eventstore.ReadOptions{}, []int64{1, 2, 3, 4, 5}},
		{"from", eventstore.ReadOptions{From: 4}, []int64{4, 5}},
		{"from the first", eventstore.ReadOptions{From: 1, Limit: 1}, []int64{1}},
		{"from and limit", eventstore.ReadOptions{From: 2, Limit: 2}, []int64{2, 3}},
		{"from too far", eventstore.ReadOptions{From: 6}, nil},
		{"limit beyond", eventstore.ReadOptions{Limit: 100}, []int64{1, 2, 3, 4, 5}},
		{"backwards", eventstore.ReadOptions{Backwards: true}, []int64{5, 4, 3, 2, 1}},
		{"the last", eventstore.ReadOptions{Backwards: true, Limit: 1}, []int64{5}},
		{"backwards from", eventstore.ReadOptions{Backwards: true, From: 3}, []int64{3, 2, 1}},
		{"backwards from and limit", eventstore.ReadOptions{Backwards: true, From: 3, Limit: 2}, []int64{3, 2}},
		{"backwards from beyond", eventstore.ReadOptions{Backwards: true, From: 9, Limit: 2}, []int64{5, 4}},
	}
	for _, test := range tests {
		var versions []int64
		for _, r := range h.stream("seat-1", test.options) {
			require.Equal(h, "seat-1", r.Stream)
			versions = append(versions, r.Version)
		}
		require.Equal(h, test.versions, versions, test.name)
	}
	require.Empty(h, h.stream("seat", eventstore.ReadOptions{}), "it does not exist")
}

func readAsOf(h harness) {
	events := happened("seat.done", 5)
	for i, minute := range []int{0, 10, 30, 20, 40} { // clocks differ
		events[i].At = noon.Add(time.Duration(minute) * time.Minute)
	}
	h.appended(eventstore.Batch{Stream: "seat-1", Events: events})
	h.appended(batch("seat-2", eventstore.None, 1))
	tests := []struct {
		name     string
		options  eventstore.ReadOptions
		versions []int64
	}{
		{"before all", eventstore.ReadOptions{AsOf: noon.Add(-time.Second)}, nil},
		{"the moment itself", eventstore.ReadOptions{AsOf: noon}, []int64{1}},
		{"in between", eventstore.ReadOptions{AsOf: noon.Add(15 * time.Minute)}, []int64{1, 2}},
		{"nothing behind the first that came later", eventstore.ReadOptions{AsOf: noon.Add(25 * time.Minute)}, []int64{1, 2}},
		{"in another zone", eventstore.ReadOptions{AsOf: noon.Add(30 * time.Minute).In(time.FixedZone("", 9*60*60))}, []int64{1, 2, 3, 4}},
		{"after all", eventstore.ReadOptions{AsOf: noon.Add(time.Hour)}, []int64{1, 2, 3, 4, 5}},
		{"backwards", eventstore.ReadOptions{AsOf: noon.Add(30 * time.Minute), Backwards: true, Limit: 2}, []int64{4, 3}},
		{"from", eventstore.ReadOptions{AsOf: noon.Add(30 * time.Minute), From: 3}, []int64{3, 4}},
		{"from behind it", eventstore.ReadOptions{AsOf: noon, From: 3}, nil},
		{"backwards from", eventstore.ReadOptions{AsOf: noon.Add(15 * time.Minute), Backwards: true, From: 4}, []int64{2, 1}},
	}
	for _, test := range tests {
		var versions []int64
		for _, r := range h.stream("seat-1", test.options) {
			versions = append(versions, r.Version)
		}
		require.Equal(h, test.versions, versions, test.name)
	}
}

func readAll(h harness) {
	require.Empty(h, h.all(eventstore.Filter{}))
	h.appended(batch("seat-1", eventstore.None, 2))
	h.appended(batch("row-1", eventstore.None, 1))
	last := h.appended(batch("seat-1", eventstore.Any, 1))
	h.settled(last.Position)
	all := h.all(eventstore.Filter{})
	require.Equal(h, []string{"seat-1@1", "seat-1@2", "row-1@1", "seat-1@3"}, names(all))
	require.Equal(h, last.Position, all[3].Position)
	for i, r := range all {
		require.Equal(h, names(all[i+1:]), names(collect(h, h.log().ReadAll(h.Context(), r.Position, eventstore.Filter{}))))
		require.Equal(h, names(all[:i+1]), names(h.all(eventstore.Filter{Through: r.Position})))
	}
	require.Equal(h, names(all[1:3]), names(collect(h, h.log().ReadAll(h.Context(), all[0].Position, eventstore.Filter{Limit: 2}))))
	require.Empty(h, collect(h, h.log().ReadAll(h.Context(), last.Position+1000, eventstore.Filter{})))
}

func readFiltered(h harness) {
	kinds := []string{"seat.taken", "seat.left", "taken"}
	for _, stream := range []string{"seat-1", "seating-1", "row-1", "seat"} {
		for _, kind := range kinds {
			h.settled(h.appended(eventstore.Batch{Stream: stream, Expected: eventstore.Any, Events: happened(kind, 1)}).Position)
		}
	}
	tests := []struct {
		name   string
		filter eventstore.Filter
		found  []string
	}{
		{"a type", eventstore.Filter{Types: []string{"seat.left"}}, []string{"seat-1@2", "seating-1@2", "row-1@2", "seat@2"}},
		{"types", eventstore.Filter{Types: []string{"taken", "seat.left"}, Limit: 3}, []string{"seat-1@2", "seat-1@3", "seating-1@2"}},
		{"a category", eventstore.Filter{Categories: []string{"seat"}}, []string{"seat-1@1", "seat-1@2", "seat-1@3", "seat@1", "seat@2", "seat@3"}},
		{"categories", eventstore.Filter{Categories: []string{"row", "none"}}, []string{"row-1@1", "row-1@2", "row-1@3"}},
		{"both", eventstore.Filter{Types: []string{"taken"}, Categories: []string{"row", "seat"}}, []string{"seat-1@3", "row-1@3", "seat@3"}},
		{"neither", eventstore.Filter{Types: []string{"nothing"}, Categories: []string{"seat"}}, []string{}},
		{"limit", eventstore.Filter{Categories: []string{"seat"}, Limit: 4}, []string{"seat-1@1", "seat-1@2", "seat-1@3", "seat@1"}},
	}
	for _, test := range tests {
		require.Equal(h, test.found, names(h.all(test.filter)), test.name)
	}
	middle := h.all(eventstore.Filter{})[5].Position
	require.Equal(h, []string{"row-1@2", "seat@2"},
		names(collect(h, h.log().ReadAll(h.Context(), middle, eventstore.Filter{Types: []string{"seat.left"}}))))
}

func readInPieces(h harness) {
	const n = 1500
	h.settled(h.appended(batch("seat-1", eventstore.None, n)).Position)
	log := h.log()
	var after eventstore.Position
	seen := 0
	for {
		piece := 0
		for r, err := range log.ReadAll(h.Context(), after, eventstore.Filter{Categories: []string{"seat"}}) {
			require.NoError(h, err)
			require.EqualValues(h, seen+1, r.Version)
			if seen%500 == 0 {
				h.appended(batch("row-1", eventstore.Any, 1)) // no transaction is open
			}
			after, seen, piece = r.Position, seen+1, piece+1
			if piece == 400 {
				break
			}
		}
		if piece == 0 {
			break
		}
	}
	require.Equal(h, n, seen)
	require.Len(h, h.stream("row-1", eventstore.ReadOptions{}), 3)
}

func head(h harness) {
	empty, err := h.log().Head(h.Context())
	require.NoError(h, err)
	require.Zero(h, empty)
	commit := h.appended(batch("seat-1", eventstore.None, 2))
	require.GreaterOrEqual(h, h.settled(commit.Position), commit.Position)
	settled, err := h.log().Head(h.Context())
	require.NoError(h, err)
	require.Len(h, h.all(eventstore.Filter{Through: settled}), 2)
	next := h.appended(batch("seat-1", eventstore.Exact(2), 1))
	require.Greater(h, next.Position, settled, "nothing appears before the head")
}
