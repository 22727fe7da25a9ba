package eventing_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

func TestWhatCannotBeDecodedIsNotSkipped(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
	for _, e := range []eventstore.Event{
		{Type: "noted", Data: []byte(`{"key":7}`)},
		{Type: "noted", SchemaVersion: 3},
	} {
		_, err := store.Append(t.Context(), eventstore.Batch{Stream: eventstore.StreamName("note", eventstore.NewID()), Events: []eventstore.Event{e}})
		require.NoError(t, err)
	}
	note(t, store, "a", 1)
	var letter *eventing.LetterError
	require.ErrorAs(t, p.CatchUp(t.Context()), &letter)
	require.Contains(t, letter.Error(), `the subscription "ledger" has set an event aside (parked)`)
	require.Equal(t, []int{1}, p.numbers(t, "a"))
	page, err := p.Letters(t.Context(), eventing.LetterQuery{})
	require.NoError(t, err)
	require.Equal(t, 2, page.Total)
	require.Contains(t, page.Items[1].Error, "not registered")
}

// Not even where the registry keeps what it does not know.
func TestWhatIsUnknownIsNotSkipped(t *testing.T) {
	t.Parallel()
	store := memory.New()
	registry, err := eventstore.NewRegistry(eventstore.Events(Noted{}, Struck{}), eventstore.KeepUnknown())
	require.NoError(t, err)
	p := newProgram(t, store, eventing.Config{}, func(s *di.Services, _ *Ledger) { di.OverrideValue(s, registry) })
	_, err = store.Append(t.Context(), eventstore.Batch{Stream: "note-a", Events: []eventstore.Event{{Type: "noted", SchemaVersion: 3}}})
	require.NoError(t, err)
	require.ErrorContains(t, p.CatchUp(t.Context()), `is an event "noted.v3", which is not registered`)
	require.Len(t, p.states(t, "a"), 1)
}

func TestAPanicIsAFailureOfTheEvent(t *testing.T) {
	t.Parallel()
	store := memory.New()
	var log bytes.Buffer
	p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}}, func(s *di.Services, _ *Ledger) {
		di.OverrideValue(s, slog.New(slog.NewTextHandler(&log, nil)))
	})
	p.ledger.meets(func(_ context.Context, e Noted) error {
		if e.N == 1 {
			panic(errBad)
		}
		return nil
	})
	note(t, store, "a", 1)
	note(t, store, "b", 2)
	err := p.CatchUp(t.Context())
	require.ErrorIs(t, err, errBad)
	require.ErrorContains(t, err, "panic: bad")
	require.Equal(t, []int{2}, p.numbers(t, "b"))
	require.Contains(t, log.String(), "TestAPanicIsAFailureOfTheEvent", "the stack")
	require.Contains(t, log.String(), "state=parked")
}

// What is not there at the moment is no fault of an event: no letter, no attempt.
func TestUnavailableIsNoPoison(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
		var met atomic.Int64
		var up atomic.Bool
		p.ledger.meets(func(context.Context, Noted) error {
			met.Add(1)
			if !up.Load() {
				return errs.Unavailable("bank_offline", "the bank does not answer")
			}
			return nil
		})
		p.start(t)
		note(t, store, "a", 1, 2)
		<-time.After(time.Hour)
		require.Empty(t, p.states(t, "a"))
		require.Empty(t, p.numbers(t, "a"))
		require.Less(t, met.Load(), int64(2000), "nothing loops hot")
		require.Greater(t, met.Load(), int64(500))
		status, err := p.Status(t.Context())
		require.NoError(t, err)
		require.Contains(t, status[0].Shards[0].Error, "the bank does not answer")
		require.GreaterOrEqual(t, status[0].Age(), time.Hour)
		up.Store(true)
		<-time.After(10 * time.Second)
		require.Equal(t, []int{1, 2}, p.numbers(t, "a"))
	})
}

// Conflicts with other writers are tried again at once, three times.
func TestConflictsAreTriedAgainAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		conflicts int
		want      []int
	}{"twice": {2, []int{1}}, "for ever": {100, nil}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := memory.New()
			p := newProgram(t, store, eventing.Config{Batch: 1, Retry: eventing.Retry{Attempts: 1}})
			met := 0
			p.ledger.meets(func(context.Context, Noted) error {
				if met++; met <= c.conflicts {
					return &data.StaleError{Collection: "accounts", ID: "a"}
				}
				return nil
			})
			note(t, store, "a", 1)
			err := p.CatchUp(t.Context())
			require.Equal(t, c.want, p.numbers(t, "a"))
			if c.want == nil {
				require.Equal(t, 3, met)
				require.ErrorIs(t, err, errs.KindConflict)
				return
			}
			require.NoError(t, err)
		})
	}
}

func TestWhatAFailedEventDidIsUndone(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
	p.ledger.meets(func(ctx context.Context, e Noted) error {
		if e.N != 2 {
			return nil
		}
		return errors.Join(p.ledger.add(ctx, "garbage", 1), errBad)
	})
	note(t, store, "a", 1, 2)
	require.ErrorIs(t, p.CatchUp(t.Context()), errBad)
	require.Nil(t, p.numbers(t, "garbage"))
	require.Equal(t, []int{1}, p.numbers(t, "a"))
}

// A commit of which nobody heard how it ended is looked up, not repeated blindly.
func TestUnknownOutcomes(t *testing.T) {
	t.Parallel()
	for name, happened := range map[string]bool{"committed": true, "not committed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := &wrapped{full: memory.New()}
				p := newProgram(t, store, eventing.Config{Batch: 2})
				var lost atomic.Int64
				store.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
					if !touches(batch, "accounts") || lost.Load() == 3 {
						return commit()
					}
					lost.Add(1)
					if happened {
						require.NoError(t, commit())
					}
					return uow.UnknownOutcome(errors.New("connection lost"))
				})
				p.start(t)
				note(t, store, "a", count(9)...)
				p.settle(t)
				require.EqualValues(t, 3, lost.Load())
				require.Equal(t, count(9), p.numbers(t, "a"))
				require.Empty(t, p.states(t, "a"))
			})
		})
	}
}

// A store that is away for a while loses nothing and counts no attempt.
func TestTheStoreGoesAwayAndComesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &wrapped{full: memory.New()}
		p := newProgram(t, store, eventing.Config{Shards: 2})
		gone := errs.Unavailable("store_gone", "the store is gone")
		p.start(t)
		note(t, store, "a", 1)
		p.settle(t)
		store.onLoad(func() error { return gone })
		store.onCommit(func(context.Context, data.Batch, func() error) error { return gone })
		note(t, store, "a", 2)
		<-time.After(time.Hour)
		store.onLoad(nil)
		store.onCommit(nil)
		note(t, store, "a", 3)
		<-time.After(time.Minute)
		require.Equal(t, count(3), p.numbers(t, "a"))
		require.Empty(t, p.states(t, "a"))
	})
}

func TestAConsumerThatCannotBeMadeIsNoFaultOfTheEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		services, ledger := newServices(t, store)
		var mended atomic.Bool
		eventing.Subscribe(services, eventing.Config{Name: "ledger"}, func(context.Context) (*Ledger, error) {
			if !mended.Load() {
				return nil, errBad
			}
			return ledger, nil
		}, eventing.On((*Ledger).Noted))
		p := build(t, services, store, ledger)
		p.start(t)
		note(t, store, "a", 1)
		<-time.After(time.Minute)
		require.Empty(t, p.states(t, "a"))
		mended.Store(true)
		<-time.After(time.Minute)
		require.Equal(t, []int{1}, p.numbers(t, "a"))
	})
}

func TestAKeyThatPanicsStopsItsShardAndNothingElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		var mended atomic.Bool
		p := newProgram(t, store, eventing.Config{Key: func(r eventstore.Record) string {
			if !mended.Load() {
				panic("no key")
			}
			return r.Stream
		}})
		p.start(t)
		note(t, store, "a", 1)
		<-time.After(time.Minute)
		status, err := p.Status(t.Context())
		require.NoError(t, err)
		require.Contains(t, status[0].Shards[0].Error, "panic: no key")
		mended.Store(true)
		<-time.After(time.Minute)
		require.Equal(t, []int{1}, p.numbers(t, "a"))
	})
}
