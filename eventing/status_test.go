package eventing_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
		status := func() eventing.Status {
			list, err := p.Status(t.Context())
			require.NoError(t, err)
			require.Len(t, list, 1)
			return list[0]
		}
		require.Equal(t, eventing.Status{Name: "ledger", Letters: map[eventing.State]int{}}, status(), "never run")
		stop := p.start(t)
		p.ledger.meets(failing("a", 2))
		note(t, store, "a", 1, 2, 3, 4)
		note(t, store, "b", 1)
		p.settle(t)
		<-time.After(5 * time.Second)
		s := status()
		require.True(t, s.Started)
		require.Equal(t, map[eventing.State]int{eventing.Parked: 1, eventing.Waiting: 2}, s.Letters)
		require.Len(t, s.Shards, 1)
		require.EqualValues(t, 5, s.Shards[0].Position)
		require.EqualValues(t, 5, s.Shards[0].Head)
		require.Zero(t, s.Lag())
		require.Zero(t, s.Age())
		require.NotEmpty(t, s.Shards[0].Owner)
		require.Greater(t, s.Shards[0].Rate, 0.0)

		stop()
		note(t, store, "b", 2, 3)
		<-time.After(time.Minute)
		s = status()
		require.EqualValues(t, 2, s.Lag())
		require.Equal(t, time.Minute, s.Age())
		require.Empty(t, s.Shards[0].Owner)
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Stalled: time.Minute, Retry: eventing.Retry{Attempts: 1}})
		stop := p.start(t)
		require.NoError(t, p.Check(t.Context()))
		p.ledger.meets(func(_ context.Context, e Noted) error {
			if e.N == 2 {
				return errs.Unavailable("offline", "the bank does not answer")
			}
			return nil
		})
		note(t, store, "a", 1)
		p.settle(t)
		note(t, store, "a", 2)
		for range 5 {
			require.NoError(t, p.Check(t.Context()), "not yet")
			<-time.After(10 * time.Second)
		}
		<-time.After(10 * time.Second)
		err := p.Check(t.Context())
		require.ErrorIs(t, err, errs.KindUnavailable)
		require.ErrorContains(t, err, `shard 0 of "ledger" has not come further for 1m0s: handle "noted.v1" of note-a@2`)
		stop()
		<-time.After(time.Second)
		require.ErrorContains(t, p.Check(t.Context()), "no process works on it")

		p.ledger.meets(failing("a", 2))
		again := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
		again.ledger.meets(failing("a", 2))
		again.start(t)
		again.settle(t)
		require.ErrorContains(t, p.Check(t.Context()), `"ledger" has parked 1 events; replay or drop them`)
	})
}

// A shard that is far behind and comes further is as it should be.
func TestCheckOfARebuild(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Batch: 1})
		note(t, store, "a", count(500)...)
		<-time.After(time.Hour)
		p.ledger.meets(func(context.Context, Noted) error { <-time.After(time.Second); return nil })
		p.start(t)
		for range 20 {
			<-time.After(20 * time.Second)
			require.NoError(t, p.Check(t.Context()))
		}
	})
}

func TestObservers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		var mu sync.Mutex
		seen := make(map[string]int)
		var last eventing.Observation
		observer := eventing.ObserverFunc(func(o eventing.Observation) {
			mu.Lock()
			defer mu.Unlock()
			seen[o.Kind.String()] += o.Events
			last = o
		})
		p := newProgram(t, store, eventing.Config{Retry: eventing.Retry{Attempts: 2}}, func(s *di.Services, _ *Ledger) {
			di.AddValue[eventing.Observer](s, observer, di.Many())
		})
		p.ledger.meets(failing("a", 2))
		note(t, store, "a", 1, 2)
		<-time.After(time.Hour)
		p.start(t)
		<-time.After(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		require.Equal(t, map[string]int{"handled": 1 + 1, "failed": 1, "given up": 1}, seen)
		require.Equal(t, "ledger", last.Subscription)
		require.Equal(t, eventing.Parked, last.Letter.State)
		require.True(t, errors.Is(last.Err, errBad))
	})
}
