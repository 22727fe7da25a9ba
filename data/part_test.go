package data_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// notes is a part that appends what it is told to a stream.
type notes struct {
	alone   bool
	events  []aggregate.Event
	told    int
	fails   error
	settled int
}

func (n *notes) Events() []any {
	var events []any
	for _, event := range n.events[n.told:] {
		events = append(events, event)
	}
	n.told = len(n.events)
	return events
}

func (n *notes) Writes() ([]data.Write, error) {
	return []data.Write{{Op: data.Append, Stream: "note-1", Events: n.events}}, n.fails
}

func (n *notes) Explain(err error) error { return errors.Join(err, errors.New("explained")) }

func (n *notes) Settle(context.Context) { n.settled++ }

func join(ctx context.Context, store data.Store, fn func(n *notes) error) error {
	return data.Join(ctx, store, "notes", func(alone bool) *notes { return &notes{alone: alone} }, fn)
}

func TestAPartIsCommittedWithTheUnit(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all := newOrders(t, store)
	var part *notes
	var handed []any
	write := func(id string, fails error) error {
		return uow.Do(t.Context(), func(ctx context.Context) error {
			return errors.Join(
				all.Add(ctx, PlaceOrder(id, "N"+id)),
				join(ctx, store, func(n *notes) error {
					part, n.fails = n, fails
					n.events = append(n.events, OrderConfirmed{})
					return nil
				}),
				join(ctx, store, func(n *notes) error {
					require.Same(t, part, n, "a unit has one")
					require.False(t, n.alone)
					return nil
				}),
			)
		}, uow.Dispatch(func(_ context.Context, event any) error {
			handed = append(handed, event)
			return nil
		}))
	}
	require.ErrorContains(t, write("1", errors.New("no writes")), "no writes")
	require.Zero(t, part.settled)
	require.NoError(t, write("1", nil))
	require.Equal(t, 1, part.settled)
	require.Equal(t, []any{OrderPlaced{"1", "N1"}, OrderConfirmed{}, OrderPlaced{"1", "N1"}, OrderConfirmed{}}, handed)
	require.ErrorContains(t, write("2", nil), "explained", "the stream is not new any more")
	require.Zero(t, part.settled)
	page, err := all.Find(t.Context(), query.All())
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
}

func TestAPartOutsideOfAUnitStandsForItself(t *testing.T) {
	t.Parallel()
	store := memory.New()
	var part *notes
	require.NoError(t, join(t.Context(), store, func(n *notes) error {
		part = n
		n.events = []aggregate.Event{OrderConfirmed{}}
		return nil
	}))
	require.True(t, part.alone)
	require.Equal(t, 1, part.settled)
	require.ErrorContains(t, join(t.Context(), store, func(*notes) error { return errors.New("given up") }), "given up")
	require.ErrorIs(t, uow.Do(t.Context(), func(ctx context.Context) error {
		nothing := func(*notes) error { return nil }
		return errors.Join(join(ctx, store, nothing), join(ctx, memory.New(), nothing))
	}), uow.ErrSecondStore)
}

func TestStreamsAreNamedByTheSingular(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]data.Config{
		"order-42":      {Collection: "orders"},
		"person-42":     {Collection: "people", Singular: "person"},
		"order_line-42": {Collection: "order_lines", Singular: "order-line"},
	} {
		require.Equal(t, name, config.Stream("42"))
		require.Equal(t, name, config.WithDefaults().Stream("42"))
	}
	require.Equal(t, "removed.v1", data.Removed{}.EventName())
}
