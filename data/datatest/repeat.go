package datatest

import (
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var repeatTests = []subtest{
	{"an append that is repeated happens once", repeated},
	{"a repetition is known after others have appended", repeatedLater},
	{"what only looks like a repetition is a conflict", notRepeated},
}

func repeated(h harness) {
	h.appended(batch("seat-old", eventstore.None, 2))
	for _, expected := range []eventstore.Expected{eventstore.Exact(2), eventstore.Any, eventstore.Exists} {
		batches := []eventstore.Batch{batch("seat-old", expected, 3), batch("seat-new-"+expected.String(), eventstore.None, 1)}
		if expected != eventstore.Exact(2) {
			batches[1].Expected = eventstore.Any
		}
		first := h.appended(batches...)
		h.settled(first.Position)
		before := h.all(eventstore.Filter{})
		require.Equal(h, first, h.appended(batches...), expected.String())
		require.Equal(h, first, h.appended(batches...), expected.String())
		require.Equal(h, before, h.all(eventstore.Filter{}), expected.String())
	}
}

func repeatedLater(h harness) {
	create, change := batch("seat-1", eventstore.None, 2), batch("seat-1", eventstore.Exact(2), 1)
	created := h.appended(create)
	changed := h.appended(change)
	h.appended(batch("seat-1", eventstore.Any, 4))
	require.Equal(h, created, h.appended(create))
	require.Equal(h, changed, h.appended(change))
	require.Len(h, h.stream("seat-1", eventstore.ReadOptions{}), 7)

	ctx, token := eventstore.Track(h.Context())
	_, err := h.log().Append(ctx, change)
	require.NoError(h, err)
	require.Equal(h, changed.Position, token.Position(), "a repetition gives the token of the first time")
}

func notRepeated(h harness) {
	create := batch("seat-1", eventstore.None, 2)
	h.settled(h.appended(create).Position)
	longer := create
	longer.Events = append(create.Events[:2:2], happened("seat.done", 1)...)
	h.refused(longer)
	turned := create
	turned.Events = []eventstore.Event{create.Events[1], create.Events[0]}
	h.refused(turned)
	require.Equal(h, "seat-1", h.refused(batch("seat-2", eventstore.None, 1), create).Stream, "the other batch is not there")
	elsewhere := create
	elsewhere.Expected = eventstore.Exact(1)
	h.refused(elsewhere)
}
