package eventing_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

func TestRunHandlesWhatThereIsAndWhatComes(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			p := newProgram(t, store, eventing.Config{Shards: 2, Batch: 3})
			note(t, store, "a", 1, 2, 3, 4)
			note(t, store, "b", 1)
			stop := p.start(t)
			p.settle(t)
			require.Equal(t, []int{1, 2, 3, 4}, p.numbers(t, "a"))
			note(t, store, "a", 5)
			p.settle(t)
			require.Equal(t, []int{1, 2, 3, 4, 5}, p.numbers(t, "a"))
			require.Equal(t, []int{1}, p.numbers(t, "b"))
			stop()

			note(t, store, "b", 2)
			again := newProgram(t, store, eventing.Config{Shards: 2})
			again.start(t)
			again.settle(t)
			require.Equal(t, count(5), again.numbers(t, "a"), "nothing is handled twice")
			require.Equal(t, count(2), again.numbers(t, "b"), "nothing is left out")
		})
	}
}

func TestCatchUp(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			p := newProgram(t, store, eventing.Config{Shards: 3, Batch: 2})
			for _, key := range []string{"a", "b", "c", "d"} {
				note(t, store, key, count(5)...)
			}
			require.NoError(t, p.CatchUp(t.Context()))
			for _, key := range []string{"a", "b", "c", "d"} {
				require.Equal(t, count(5), p.numbers(t, key))
			}
			require.NoError(t, p.CatchUp(t.Context(), "ledger"))
			require.Equal(t, count(5), p.numbers(t, "a"))
			require.ErrorIs(t, p.CatchUp(t.Context(), "leger"), errs.KindNotFound)
		})
	}
}

func TestCatchUpBesideARunningEngine(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Shards: 2})
	p.start(t)
	note(t, store, "a", 1, 2)
	p.settle(t)
	note(t, store, "b", 1)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, []int{1}, p.numbers(t, "b"))
}

func TestStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		first := note(t, store, "a", 1)
		<-time.After(time.Hour)
		noon := time.Now()
		note(t, store, "a", 2)
		<-time.After(time.Hour)
		for start, want := range map[eventing.Start][]int{
			{}:                                 {1, 2, 3},
			eventing.Beginning():               {1, 2, 3},
			eventing.Now():                     {3},
			eventing.After(first.Position):     {2, 3},
			eventing.At(noon):                  {2, 3},
			eventing.At(noon.Add(time.Second)): {3},
		} {
			log := memory.New()
			for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
				require.NoError(t, err)
				_, err = log.Append(t.Context(), eventstore.Batch{Stream: r.Stream, Expected: eventstore.Any, Events: []eventstore.Event{r.Event}})
				require.NoError(t, err)
			}
			p := newProgram(t, log, eventing.Config{Start: start})
			require.NoError(t, p.CatchUp(t.Context()))
			note(t, log, "a", 3)
			require.NoError(t, p.CatchUp(t.Context()))
			require.Equal(t, want, p.numbers(t, "a"), start.String())
		}
	})
}

func TestFilters(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Categories: []string{"note"}})
	note(t, store, "a", 1)
	for stream, kind := range map[string]string{"other-a": "noted", "note-a": "unheard"} {
		_, err := store.Append(t.Context(), eventstore.Batch{
			Stream: stream, Expected: eventstore.Any,
			Events: []eventstore.Event{{Type: kind, Data: []byte(`{"key":"a","n":7}`)}},
		})
		require.NoError(t, err)
	}
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, []int{1}, p.numbers(t, "a"))
	stop := p.start(t)
	note(t, store, "a", 2)
	p.settle(t)
	_, err := store.Append(t.Context(), eventstore.Batch{Stream: "other-a", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "noted", Data: []byte(`{"key":"a"}`)}}})
	require.NoError(t, err)
	p.settle(t)
	stop()
	require.Equal(t, []int{1, 2}, p.numbers(t, "a"))
}

// old is what Noted was before.
type old struct {
	Name string `json:"name"`
}

func (old) EventName() string { return "scribbled.v1" }

func TestOldEventsArriveAsThoseOfToday(t *testing.T) {
	t.Parallel()
	store := memory.New()
	services, ledger := newServices(t, store)
	registry, err := eventstore.NewRegistry(eventstore.Events(Noted{}),
		eventstore.Upcast(func(o old) Noted { return Noted{Key: o.Name, N: 9} }))
	require.NoError(t, err)
	di.OverrideValue(services, registry)
	eventing.Subscribe(services, eventing.Config{Name: "ledger"}, func() *Ledger { return ledger }, eventing.On((*Ledger).Noted))
	p := build(t, services, store, ledger)
	event, err := eventstore.Encode(old{Name: "a"})
	require.NoError(t, err)
	_, err = store.Append(t.Context(), eventstore.Batch{Stream: "note-a", Events: []eventstore.Event{event}})
	require.NoError(t, err)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, []int{9}, p.numbers(t, "a"))
}

func TestRecordOf(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{})
	_, outside := eventing.RecordOf(t.Context())
	require.False(t, outside)
	var seen []eventstore.Record
	p.ledger.meets(func(ctx context.Context, _ Noted) error {
		r, ok := eventing.RecordOf(ctx)
		require.True(t, ok)
		seen = append(seen, r)
		return nil
	})
	note(t, store, "a", 1, 2)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Len(t, seen, 2)
	require.Equal(t, "note-a", seen[1].Stream)
	require.EqualValues(t, 2, seen[1].Version)
	require.EqualValues(t, 2, seen[1].Position)
}

func TestDetached(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Detached: true, Retry: eventing.Retry{Attempts: 1}})
	bad := errors.New("bad")
	p.ledger.meets(func(_ context.Context, e Noted) error {
		if e.N == 3 {
			return bad
		}
		return nil
	})
	note(t, store, "a", 1, 2, 3, 4)
	note(t, store, "b", 1)
	require.ErrorIs(t, p.CatchUp(t.Context()), bad)
	require.Equal(t, []int{1, 2}, p.numbers(t, "a"), "what was done before the failure stays, and is not done again")
	require.Equal(t, []int{1}, p.numbers(t, "b"))
	require.Equal(t, []eventing.State{eventing.Parked, eventing.Waiting}, p.states(t, "a"))
	p.ledger.meets(nil)
	n, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger"})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, count(4), p.numbers(t, "a"))
}

func TestWhatFollowsNamesItsCause(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Batch: 1, Detached: true})
	p.ledger.meets(func(ctx context.Context, e Noted) error {
		_, err := store.Append(ctx, eventstore.Batch{Stream: "follow-" + e.Key, Events: []eventstore.Event{{Type: "followed"}}})
		return err
	})
	ctx := eventstore.WithMetadata(t.Context(), eventstore.Metadata{Correlation: "c-1", Actor: "ada"})
	event, err := eventstore.Encode(Noted{Key: "a", N: 1})
	require.NoError(t, err)
	event.ID = eventstore.NewID()
	_, err = store.Append(ctx, eventstore.Batch{Stream: "note-a", Events: []eventstore.Event{event}})
	require.NoError(t, err)
	require.NoError(t, p.CatchUp(t.Context()))
	for r, err := range store.ReadStream(t.Context(), "follow-a", eventstore.ReadOptions{}) {
		require.NoError(t, err)
		require.Equal(t, eventstore.Metadata{Correlation: "c-1", Actor: "ada", Causation: event.ID}, r.Metadata)
		return
	}
	t.Fatal("nothing followed")
}

func TestOneRunAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProgram(t, memory.New(), eventing.Config{})
		stop := p.start(t)
		synctest.Wait()
		require.ErrorIs(t, p.Run(t.Context()), eventing.ErrRunning)
		stop()
	})
}

func TestAProgramWithoutSubscriptions(t *testing.T) {
	t.Parallel()
	store := memory.New()
	services, ledger := newServices(t, store)
	eventing.Register(services)
	p := build(t, services, store, ledger)
	p.start(t)()
	require.NoError(t, p.CatchUp(t.Context()))
	require.NoError(t, p.Check(t.Context()))
}
