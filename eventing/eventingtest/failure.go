package eventingtest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func (s suite) reject(t *testing.T) {
	s.putAside(t, 1, func(int) error { return transport.Reject(errors.New("no such pizza:\n 🍕")) }, "no such pizza:\n 🍕")
}

func (s suite) exhaust(t *testing.T) {
	s.putAside(t, 3, func(attempt int) error {
		if attempt < 3 {
			return errors.New("broken at first")
		}
		return errors.New("broken at last")
	}, "broken at last")
}

// putAside has an event fail as often as it is tried.
func (s suite) putAside(t *testing.T, tries int, fail func(attempt int) error, reason string) {
	place := s.open(t)
	bus, _ := place.Open(t)
	g := group("takes")
	g.Attempts = 3
	s.declare(t, bus, g)
	var in inbox
	var tried atomic.Int32
	consume(t, bus, g, func(ctx context.Context, d transport.Delivery) error {
		if d.Event.ID == "k-1" {
			tried.Add(1)
			return fail(d.Attempt)
		}
		return in.take(ctx, d)
	})
	s.publish(t, bus, event("k", 0))
	refused := bus.Publish(t.Context(), event("k", 1))
	s.publish(t, bus, event("k", 2))
	in.await(t, 2)
	require.Equal(t, []string{"k-0", "k-2"}, in.ids(), "the key goes on")
	require.Equal(t, tries, int(tried.Load()))
	if !s.DeadLetters {
		require.Error(t, refused, "who publishes is told, for nobody else keeps it")
		return
	}
	require.NoError(t, refused)
	s.isDeadLetter(t, place, reason)
}

// isDeadLetter asserts that the event is listed, to another process too.
func (s suite) isDeadLetter(t *testing.T, place Place, reason string) {
	t.Helper()
	bus, _ := place.Open(t)
	lister, ok := bus.(transport.DeadLetters)
	require.True(t, ok, "the bus is a transport.DeadLetters")
	for range 2 { // they stay where they are
		letters, err := lister.DeadLetters(t.Context(), "takes", 10)
		require.NoError(t, err)
		require.Len(t, letters, 1)
		require.Equal(t, "k-1", letters[0].Event.ID)
		require.Equal(t, event("k", 1).Data, letters[0].Event.Data)
		require.Equal(t, "takes", letters[0].Group)
		require.Contains(t, letters[0].Reason, reason)
		require.WithinDuration(t, time.Now(), letters[0].Time, time.Hour)
	}
	letters, err := lister.DeadLetters(t.Context(), "another", 10)
	require.NoError(t, err)
	require.Empty(t, letters, "each group has its own")
}

func (s suite) backPressure(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	g := group("takes")
	g.Concurrency, g.InFlight = 4, 10
	s.declare(t, bus, g)
	var in inbox
	var running, most atomic.Int32
	release := make(chan struct{})
	consume(t, bus, g, func(ctx context.Context, d transport.Delivery) error {
		now := running.Add(1)
		defer running.Add(-1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		<-release
		return in.take(ctx, d)
	})
	const keys, each = 20, 5
	sent := s.background(t, bus, interleaved(keys, each)...)
	require.Eventually(t, func() bool { return running.Load() == 4 }, patient, time.Millisecond)
	require.Empty(t, in.ids())
	close(release)
	in.await(t, keys*each)
	require.NoError(t, sent())
	require.Equal(t, int32(4), most.Load(), "as many at a time as were asked for, and no more")
	inOrder(t, in.byKey(), keys, each)
}

func (s suite) drain(t *testing.T) {
	place := s.open(t)
	bus, _ := place.Open(t)
	g := group("takes")
	s.declare(t, bus, g)
	var in inbox
	began, release := make(chan struct{}), make(chan struct{})
	stop := consume(t, bus, g, func(ctx context.Context, d transport.Delivery) error {
		close(began) // a second event would panic, be tried again and so be seen
		<-release
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return in.take(ctx, d)
	})
	const each = 10
	sent := s.background(t, bus, interleaved(1, each)...)
	<-began
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stop()
	}()
	select {
	case <-stopped:
		require.Fail(t, "Consume returned while its handler was running")
	case <-time.After(50 * time.Millisecond): // it would have been time
	}
	close(release)
	<-stopped
	require.Equal(t, []string{"k0-0"}, in.ids(), "the handler finished, and nothing else was begun")

	next, _ := place.Open(t)
	if !s.Groups {
		next = bus
	}
	consume(t, next, g, in.take)
	in.await(t, each)
	require.NoError(t, sent())
	inOrder(t, in.byKey(), 1, each)
	require.Len(t, in.ids(), each, "what was acknowledged does not come again")
}
