package eventing_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		worker, admin := newProgram(t, store, eventing.Config{}), newProgram(t, store, eventing.Config{})
		require.ErrorIs(t, admin.Pause(t.Context(), "ledger"), errs.KindNotFound, "it was never run")
		require.ErrorIs(t, admin.Pause(t.Context(), "leger"), errs.KindNotFound)
		worker.start(t)
		note(t, store, "a", 1)
		worker.settle(t)
		require.NoError(t, admin.Pause(t.Context(), "ledger"))
		<-time.After(time.Second + time.Millisecond) // of the bubble
		note(t, store, "a", 2)
		<-time.After(time.Hour)
		require.Equal(t, []int{1}, worker.numbers(t, "a"))
		list, err := admin.Status(t.Context())
		require.NoError(t, err)
		require.True(t, list[0].Paused)
		require.NoError(t, admin.Check(t.Context()))
		<-time.After(time.Hour)
		require.NoError(t, admin.Check(t.Context()), "as it should be")
		require.NoError(t, admin.Resume(t.Context(), "ledger"))
		<-time.After(time.Second + time.Millisecond) // of the bubble
		require.Equal(t, []int{1, 2}, worker.numbers(t, "a"))
	})
}

func TestCatchUpOfAPausedSubscription(t *testing.T) {
	t.Parallel()
	store := memory.New()
	p := newProgram(t, store, eventing.Config{})
	require.NoError(t, p.CatchUp(t.Context()))
	require.NoError(t, p.Pause(t.Context(), "ledger"))
	require.NoError(t, p.CatchUp(t.Context()), "nothing to do")
	note(t, store, "a", 1)
	require.ErrorContains(t, p.CatchUp(t.Context()), "paused")
	require.Empty(t, p.numbers(t, "a"))
}

// Events that are met again while their key waits are not set aside twice.
func TestMoveBackOverLetters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
		p.ledger.meets(failing("a", 2))
		p.start(t)
		note(t, store, "a", 1, 2, 3)
		p.settle(t)
		require.NoError(t, p.Move(t.Context(), "ledger", eventing.Beginning()))
		<-time.After(time.Minute) // of the bubble
		require.Equal(t, []int{1, 1}, p.numbers(t, "a"))
		require.Equal(t, []eventing.State{eventing.Parked, eventing.Waiting}, p.states(t, "a"))
		p.ledger.meets(nil)
		_, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger"})
		require.NoError(t, err)
		synctest.Wait()
		require.Equal(t, []int{1, 1, 2, 3}, p.numbers(t, "a"))
	})
}

func TestAwait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		worker, reader := newProgram(t, store, eventing.Config{Shards: 2}), newProgram(t, store, eventing.Config{Shards: 2})
		brief, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		first := note(t, store, "a", 1)
		require.ErrorIs(t, reader.Await(brief, "ledger", first.Position), context.DeadlineExceeded, "nobody runs it")
		require.ErrorIs(t, reader.Await(t.Context(), "leger", 1), errs.KindNotFound)
		stop := worker.start(t)
		require.NoError(t, reader.Await(t.Context(), "ledger", first.Position))
		require.Equal(t, []int{1}, reader.numbers(t, "a"))

		worker.ledger.meets(func(context.Context, Noted) error { <-time.After(time.Second); return nil }) // of the bubble
		second := note(t, store, "b", 1)
		for _, p := range []*program{worker, reader} {
			require.NoError(t, p.Await(t.Context(), "ledger", second.Position))
			require.Equal(t, []int{1}, p.numbers(t, "b"))
		}
		stop()

		begun := time.Now()
		for range 100 { // what does not concern it is not waited for, also when nobody runs it
			_, err := store.Append(t.Context(), eventstore.Batch{Stream: "other-1", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "unheard"}}})
			require.NoError(t, err)
		}
		head, err := store.Head(t.Context())
		require.NoError(t, err)
		require.NoError(t, reader.Await(t.Context(), "ledger", head))
		require.Zero(t, time.Since(begun))
	})
}

func TestMove(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			worker, admin := newProgram(t, store, eventing.Config{Shards: 2}), newProgram(t, store, eventing.Config{Shards: 2})
			worker.start(t)
			commit := note(t, store, "a", 1, 2, 3)
			worker.settle(t)
			require.NoError(t, admin.Move(t.Context(), "ledger", eventing.After(commit.Position-2)))
			require.Eventually(t, func() bool { return len(worker.numbers(t, "a")) == 5 }, 10*time.Second, 10*time.Millisecond)
			require.Equal(t, []int{1, 2, 3, 2, 3}, worker.numbers(t, "a"), "once more")

			require.NoError(t, admin.Pause(t.Context(), "ledger"))
			note(t, store, "a", 4)
			require.NoError(t, worker.Move(t.Context(), "ledger", eventing.Now()))
			require.NoError(t, admin.Resume(t.Context(), "ledger"))
			note(t, store, "a", 5)
			worker.settle(t)
			got := worker.numbers(t, "a")
			require.Equal(t, 5, got[len(got)-1])
			require.ErrorIs(t, admin.Move(t.Context(), "leger", eventing.Now()), errs.KindNotFound)
		})
	}
}

// The checkpoint of a shard that nothing concerns is stored now and then, and at the end.
func TestCheckpointsOfWhatDoesNotConcern(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &wrapped{full: memory.New()}
		p := newProgram(t, store, eventing.Config{})
		stop := p.start(t)
		synctest.Wait()
		var saved atomic.Int64
		store.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
			if touches(batch, "checkpoints") {
				saved.Add(1)
			}
			return commit()
		})
		unheard := func(n int) {
			for range n {
				_, err := store.Append(t.Context(), eventstore.Batch{Stream: "other-1", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "unheard"}}})
				require.NoError(t, err)
				synctest.Wait()
			}
		}
		unheard(100)
		require.Zero(t, saved.Load())
		<-time.After(6 * time.Second) // of the bubble
		require.EqualValues(t, 1, saved.Load(), "after a while")
		unheard(2500)
		require.EqualValues(t, 3, saved.Load(), "each thousand")
		stop()
		require.EqualValues(t, 4, saved.Load(), "at the end")
		list, err := p.Status(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 2600, list[0].Shards[0].Position)
	})
}

// Who moves a subscription and does not live to see it has moved it all the same.
func TestAMoveIsCarriedOutByWhoWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		worker, admin := newProgram(t, store, eventing.Config{Shards: 2}), newProgram(t, store, eventing.Config{Shards: 2})
		worker.ledger.meets(func(context.Context, Noted) error { <-time.After(10 * time.Second); return nil }) // of the bubble
		worker.start(t)
		note(t, store, "a", 1)
		<-time.After(time.Second) // of the bubble
		brief, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, admin.Move(brief, "ledger", eventing.Beginning()), context.DeadlineExceeded)
		<-time.After(time.Minute) // of the bubble
		require.Equal(t, []int{1, 1}, worker.numbers(t, "a"))
	})
}
