package data_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// unit runs fn as a unit of work of the test.
func unit(t *testing.T, fn func(ctx context.Context) error) error {
	t.Helper()
	return uow.Do(t.Context(), fn)
}

// statuses returns what is stored, by id.
func statuses(t *testing.T, all orders) map[string]string {
	t.Helper()
	page, err := all.Find(t.Context(), query.All())
	require.NoError(t, err)
	stored := map[string]string{}
	for _, o := range page.Items {
		stored[o.ID()] = o.State().Status
	}
	return stored
}

func TestAChangeThatWasNotUpdatedIsNotForgotten(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1", "2")
	err := unit(t, func(ctx context.Context) error {
		first, err := all.Get(ctx, "1")
		require.NoError(t, err)
		first.Confirm()
		second, err := all.Get(ctx, "2")
		require.NoError(t, err)
		second.Confirm()
		return all.Update(ctx, second)
	})
	forgotten, ok := errors.AsType[*data.ForgottenError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, &data.ForgottenError{Collection: "orders", ID: "1", Events: []string{"order.confirmed.v1"}}, forgotten)
	require.EqualError(t, forgotten, `order "1" was changed by order.confirmed.v1 in the unit of work and not given to Update; `+
		`call Update, or return an error to give the change up`)
	require.Equal(t, errs.KindInternal, errs.KindOf(err), "it is a mistake of the program")
	require.Zero(t, store.commits)
	require.Equal(t, map[string]string{"1": "pending", "2": "pending"}, statuses(t, all))
}

func TestAChangeAfterTheUpdateIsStoredToo(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1")
	require.NoError(t, unit(t, func(ctx context.Context) error {
		o, err := all.Get(ctx, "1")
		require.NoError(t, err)
		require.NoError(t, all.Update(ctx, o))
		o.Confirm()
		return nil
	}))
	require.Equal(t, map[string]string{"1": "confirmed"}, statuses(t, all))
}

func TestAUnitThatOnlyReadsAsksForNoCommit(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	require.NoError(t, unit(t, func(ctx context.Context) error {
		_, err := all.Get(ctx, "1")
		return err
	}))
	require.Zero(t, store.commits)
}

func TestAUnitIsOneCommit(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1", "2")
	require.NoError(t, unit(t, func(ctx context.Context) error {
		first, err := all.Get(ctx, "1")
		require.NoError(t, err)
		first.Confirm()
		second, err := all.Get(ctx, "2")
		require.NoError(t, err)
		return errors.Join(all.Update(ctx, first), all.Update(ctx, second), all.Add(ctx, PlaceOrder("3", "N3")))
	}))
	require.Equal(t, 1, store.commits)
	for i := range store.last.Writes {
		store.last.Writes[i].Body = nil
	}
	require.Equal(t, []data.Write{
		{Op: data.Put, Collection: "orders", ID: "1", Expected: 1, Version: 2, Events: []aggregate.Event{OrderConfirmed{}}, Stream: "order-1"},
		{Op: data.Check, Collection: "orders", ID: "2", Expected: 1, Stream: "order-2"},
		{Op: data.Put, Collection: "orders", ID: "3", Version: 1, Events: []aggregate.Event{OrderPlaced{"3", "N3"}}, Stream: "order-3"},
	}, store.last.Writes)
}

func TestAnAggregateLoadedBeforeTheUnitMayBeWrittenInIt(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1")
	o, err := all.Get(t.Context(), "1")
	require.NoError(t, err)
	require.NoError(t, unit(t, func(ctx context.Context) error {
		o.Confirm()
		require.NoError(t, all.Update(ctx, o))
		same, err := all.Get(ctx, "1")
		require.NoError(t, err)
		require.Same(t, o, same)
		page, err := all.Find(ctx, query.Where(query.Text("status").Eq("confirmed")))
		require.NoError(t, err)
		require.Equal(t, []*Order{o}, page.Items)
		return nil
	}))
	require.Equal(t, map[string]string{"1": "confirmed"}, statuses(t, all))
}

func TestWhatIsAddedAndRemovedAgainNeverWas(t *testing.T) {
	t.Parallel()
	all, store := seeded(t)
	var seen []any
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		o := PlaceOrder("1", "N1")
		require.NoError(t, errors.Join(all.Add(ctx, o), all.Update(ctx, o), all.Remove(ctx, o)))
		_, err := all.Get(ctx, "1")
		require.ErrorIs(t, err, errs.KindNotFound)
		return nil
	}, uow.Dispatch(func(_ context.Context, event any) error {
		seen = append(seen, event)
		return nil
	})))
	require.Zero(t, store.commits)
	require.Empty(t, seen)
}

func TestAStoreThatFailsIsHeard(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	lost := errs.Unavailable("connection_lost", "the connection was lost")
	store.fail = uow.UnknownOutcome(lost)
	added := PlaceOrder("2", "N2")
	err := unit(t, func(ctx context.Context) error { return all.Add(ctx, added) })
	require.Equal(t, uow.Unknown, uow.OutcomeOf(err))
	require.Len(t, added.Pending(), 1)

	err = all.Add(t.Context(), PlaceOrder("2", "N2"))
	require.Equal(t, uow.Unknown, uow.OutcomeOf(err), "without a unit as well")

	store.fail = lost
	_, err = all.Get(t.Context(), "1")
	require.EqualError(t, err, `load order "1": the connection was lost`)
	require.Equal(t, errs.KindUnavailable, errs.KindOf(err))
}

func TestWhatCannotBeEncodedLeavesNothing(t *testing.T) {
	t.Parallel()
	type event struct {
		ID string    `json:"id"`
		At time.Time `json:"at"`
	}
	store := &faultyStore{Store: memory.New()}
	events, err := data.NewDocuments(store, data.Config{Collection: "events"}, func(e *event) string { return e.ID })
	require.NoError(t, err)
	tooLate := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("west", -5*60*60))
	err = unit(t, func(ctx context.Context) error {
		require.NoError(t, events.Add(ctx, data.NewDocument(event{ID: "1"})))
		require.NoError(t, events.Add(ctx, data.NewDocument(event{ID: "2", At: tooLate})))
		_, err := events.Find(ctx, query.All())
		require.ErrorContains(t, err, "no four digits", "nor can it be looked at")
		return nil
	})
	require.ErrorContains(t, err, `store event "2"`)
	require.Zero(t, store.commits)
}

func TestEventsAreHandedOutOnceEach(t *testing.T) {
	t.Parallel()
	all, _ := seeded(t, "1")
	var seen []any
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		o, err := all.Get(ctx, "1")
		require.NoError(t, err)
		require.NoError(t, all.Add(ctx, PlaceOrder("2", "N2")))
		o.Confirm()
		return all.Update(ctx, o)
	}, uow.Dispatch(func(ctx context.Context, event any) error {
		seen = append(seen, event)
		if event != (OrderPlaced{"2", "N2"}) {
			return nil
		}
		o, err := all.Get(ctx, "2")
		require.NoError(t, err)
		o.Confirm()
		return all.Update(ctx, o)
	})))
	require.Equal(t, []any{OrderPlaced{"2", "N2"}, OrderConfirmed{}, OrderConfirmed{}}, seen)
	require.Equal(t, map[string]string{"1": "confirmed", "2": "confirmed"}, statuses(t, all))
}

func TestTheEventsOfARemovalGoWithIt(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	require.NoError(t, unit(t, func(ctx context.Context) error {
		o, err := all.Get(ctx, "1")
		require.NoError(t, err)
		o.Confirm()
		return all.Remove(ctx, o)
	}))
	require.Equal(t, []data.Write{{
		Op: data.Delete, Collection: "orders", ID: "1", Expected: 1,
		Events: []aggregate.Event{OrderConfirmed{}, data.Removed{}}, Stream: "order-1",
	}}, store.last.Writes)
}

func TestTheLastWordOnAnObjectIsOneWrite(t *testing.T) {
	t.Parallel()
	all, store := seeded(t, "1")
	require.NoError(t, unit(t, func(ctx context.Context) error {
		o, err := all.Get(ctx, "1")
		require.NoError(t, err)
		o.Confirm()
		return errors.Join(all.Update(ctx, o), all.Update(ctx, o), all.Remove(ctx, o))
	}))
	require.Len(t, store.last.Writes, 1)
	require.Equal(t, data.Delete, store.last.Writes[0].Op)
}
