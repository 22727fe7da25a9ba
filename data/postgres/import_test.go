package postgres_test

import (
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func open(t testing.TB, options string) *postgres.Store {
	t.Helper()
	config, err := postgres.ParseURL(testenv.Postgres(t) + options)
	require.NoError(t, err)
	store, err := postgres.New(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

func sequence(records []eventstore.Record, last error) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
		if last != nil {
			yield(eventstore.Record{}, last)
		}
	}
}

func recordsOf(t testing.TB, records iter.Seq2[eventstore.Record, error]) (all []eventstore.Record) {
	t.Helper()
	for r, err := range records {
		require.NoError(t, err)
		all = append(all, r)
	}
	return all
}

func TestImportMovesALog(t *testing.T) {
	t.Parallel()
	from, to := open(t, ""), open(t, "&schema=moved")
	for i := range 50 {
		_, err := from.Append(t.Context(), eventstore.Batch{
			Stream: fmt.Sprintf("order-%d", i%7), Expected: eventstore.Any,
			Events: []eventstore.Event{{Type: "order.placed", Metadata: eventstore.Metadata{Actor: "Ada"}}, {Type: "order.paid"}},
		})
		require.NoError(t, err)
	}
	records := recordsOf(t, from.ReadAll(t.Context(), 0, eventstore.Filter{}))
	require.Len(t, records, 100)
	n, err := to.Import(t.Context(), from.ReadAll(t.Context(), 0, eventstore.Filter{}))
	require.NoError(t, err)
	require.EqualValues(t, 100, n)
	require.Equal(t, records, recordsOf(t, to.ReadAll(t.Context(), 0, eventstore.Filter{})))

	more, err := to.Append(t.Context(), eventstore.Batch{Stream: "order-1", Expected: eventstore.Exists, Events: []eventstore.Event{{Type: "order.sent"}}})
	require.NoError(t, err)
	require.Greater(t, more.Position, records[99].Position)
}

func TestImportIsAllOrNone(t *testing.T) {
	t.Parallel()
	store := open(t, "")
	one := func(version int64, position eventstore.Position) eventstore.Record {
		return eventstore.Record{Stream: "order-1", Version: version, Position: position, Event: eventstore.Event{ID: eventstore.NewID(), Type: "order.placed"}}
	}
	broken := errors.New("the source is broken")
	for _, test := range []struct {
		name    string
		records []eventstore.Record
		last    error
		want    string
	}{
		{"source", []eventstore.Record{one(1, 0)}, broken, "the source is broken"},
		{"position", []eventstore.Record{one(1, 5), one(2, 5)}, nil, "has the position 5, which is not above 5"},
		{"version", []eventstore.Record{one(1, 0), one(1, 0)}, nil, "neuroglia_events_stream"},
		{"record", []eventstore.Record{{}}, nil, "needs an id"},
	} {
		n, err := store.Import(t.Context(), sequence(test.records, test.last))
		require.ErrorContains(t, err, test.want, test.name)
		require.Zero(t, n)
		require.Empty(t, recordsOf(t, store.ReadAll(t.Context(), 0, eventstore.Filter{})))
	}
	n, err := store.Import(t.Context(), sequence([]eventstore.Record{one(1, 0), one(2, 100)}, nil))
	require.NoError(t, err)
	require.EqualValues(t, 2, n)
	head, err := store.Head(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 100, head)
	n, err = store.Import(t.Context(), sequence(nil, nil))
	require.NoError(t, err)
	require.Zero(t, n)
}
