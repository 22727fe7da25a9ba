package eventing_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

var errBad = errors.New("bad")

// failing makes number n of a key fail.
func failing(key string, n int) func(ctx context.Context, e Noted) error {
	return func(_ context.Context, e Noted) error {
		if e.Key != key || e.N != n {
			return nil
		}
		return errBad
	}
}

// counting tells how often an event failed.
func counting(meet func(ctx context.Context, e Noted) error) (func(ctx context.Context, e Noted) error, *atomic.Int64) {
	failures := new(atomic.Int64)
	return func(ctx context.Context, e Noted) error {
		err := meet(ctx, e)
		if err != nil {
			failures.Add(1)
		}
		return err
	}, failures
}

// A poison event stops its key only; its replay after the fix ends with the right read
// model, and nothing is tried more often than said.
func TestAPoisonEventStopsItsKeyOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 4, First: time.Second, Max: 3 * time.Second}})
		meet, met := counting(failing("a", 2))
		p.ledger.meets(meet)
		p.start(t)
		begun := time.Now()
		for n := range 20 {
			note(t, store, "a", n+1)
			note(t, store, "b", n+1)
		}
		p.settle(t)
		require.Equal(t, []int{1}, p.numbers(t, "a"))
		require.Equal(t, count(20), p.numbers(t, "b"), "others go on")
		require.Less(t, time.Since(begun), time.Second, "and do not wait")
		require.EqualValues(t, 2, met.Load(), "once in its batch and once alone")

		<-time.After(time.Hour)
		require.EqualValues(t, 2+3, met.Load(), "no more often than said, in an hour")
		require.Equal(t, eventing.Parked, p.states(t, "a")[0])
		require.Equal(t, eventing.Waiting, p.states(t, "a")[1])
		note(t, store, "a", 21)
		p.settle(t)
		page, err := p.Letters(t.Context(), eventing.LetterQuery{Subscription: "ledger", State: eventing.Parked})
		require.NoError(t, err)
		require.Equal(t, 1, page.Total)
		require.Equal(t, 4, page.Items[0].Attempts)
		require.Contains(t, page.Items[0].Error, `handle "noted.v1" of note-a@2: bad`)

		p.ledger.meets(nil) // the fix
		n, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger", ID: page.Items[0].ID})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		synctest.Wait()
		require.Equal(t, count(21), p.numbers(t, "a"), "in order")
		require.Empty(t, p.states(t, "a"))
		note(t, store, "a", 22)
		p.settle(t)
		require.Equal(t, count(22), p.numbers(t, "a"))
	})
}

func TestRetryBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 6, First: time.Second, Max: 5 * time.Second}})
		var at []time.Time
		p.ledger.meets(func(context.Context, Noted) error {
			at = append(at, time.Now())
			return errBad
		})
		p.start(t)
		note(t, store, "a", 1)
		<-time.After(time.Hour)
		synctest.Wait()
		require.Len(t, at, 6)
		for n, longest := range []time.Duration{1, 2, 4, 5, 5} {
			pause := at[n+1].Sub(at[n])
			require.LessOrEqual(t, pause, longest*time.Second+time.Millisecond)
			require.GreaterOrEqual(t, pause, longest*time.Second/2)
		}
	})
}

func TestATransientFailureHealsItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{})
		failures := 3
		p.ledger.meets(func(_ context.Context, e Noted) error {
			if e.N == 2 && failures > 0 {
				failures--
				return errBad
			}
			return nil
		})
		p.start(t)
		note(t, store, "a", 1, 2, 3, 4)
		<-time.After(time.Minute)
		require.Equal(t, count(4), p.numbers(t, "a"))
		require.Empty(t, p.states(t, "a"))
	})
}

func TestDeadLetter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{OnFailure: eventing.DeadLetter, Retry: eventing.Retry{Attempts: 3}})
		p.ledger.meets(failing("a", 2))
		p.start(t)
		note(t, store, "a", 1, 2, 3)
		p.settle(t)
		require.Equal(t, []int{1}, p.numbers(t, "a"), "the key waits while the event is tried")
		<-time.After(time.Minute)
		require.Equal(t, []int{1, 3}, p.numbers(t, "a"), "and goes on without it")
		require.Equal(t, []eventing.State{eventing.Dead}, p.states(t, "a"))
		note(t, store, "a", 4)
		p.settle(t)
		require.Equal(t, []int{1, 3, 4}, p.numbers(t, "a"))
		require.NoError(t, p.Check(t.Context()))

		p.ledger.meets(nil)
		n, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger", State: eventing.Dead})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		synctest.Wait()
		require.Equal(t, []int{1, 3, 4, 2}, p.numbers(t, "a"))
		require.Empty(t, p.states(t, "a"))
	})
}

func TestDrop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
		p.ledger.meets(failing("a", 2))
		p.start(t)
		note(t, store, "a", 1, 2, 3)
		p.settle(t)
		_, err := p.Drop(t.Context(), eventing.LetterQuery{})
		require.ErrorIs(t, err, errs.KindInvalid)
		_, err = p.Drop(t.Context(), eventing.LetterQuery{Subscription: "nobody"})
		require.ErrorIs(t, err, errs.KindNotFound)
		n, err := p.Drop(t.Context(), eventing.LetterQuery{Subscription: "ledger", State: eventing.Parked})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		synctest.Wait()
		require.Equal(t, []int{1, 3}, p.numbers(t, "a"), "who waited goes on")

		p.ledger.meets(failing("a", 4))
		note(t, store, "a", 4, 5)
		p.settle(t)
		n, err = p.Drop(t.Context(), eventing.LetterQuery{Subscription: "ledger", Key: "note-a"})
		require.NoError(t, err)
		require.Equal(t, 2, n)
		note(t, store, "a", 6)
		p.settle(t)
		require.Equal(t, []int{1, 3, 6}, p.numbers(t, "a"))
	})
}

func TestAttemptsOutliveTheProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		config := eventing.Config{Retry: eventing.Retry{Attempts: 5, First: time.Minute, Max: time.Minute}}
		var met atomic.Int64
		for range 10 {
			p := newProgram(t, store, config)
			p.ledger.meets(func(context.Context, Noted) error { met.Add(1); return errBad })
			stop := p.start(t)
			if met.Load() == 0 {
				note(t, store, "a", 1, 2)
			}
			<-time.After(70 * time.Second)
			stop()
		}
		require.EqualValues(t, 5+1, met.Load(), "five times, and once in the first batch")
		p := newProgram(t, store, config)
		require.Equal(t, []eventing.State{eventing.Parked, eventing.Waiting}, p.states(t, "a"))
	})
}
