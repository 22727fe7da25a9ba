package eventingtest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

func (s suite) groups(t *testing.T) {
	if !s.Groups {
		t.Skip("the transport has one group")
	}
	place := s.open(t)
	bus, _ := place.Open(t)
	other, _ := place.Open(t)
	first, second := group("first"), group("second")
	var one, two inbox
	s.declare(t, bus, first, second)
	consume(t, bus, first, one.take)
	consume(t, other, second, two.take)
	for n := range 20 {
		s.publish(t, bus, event("k", n))
	}
	for _, in := range []*inbox{&one, &two} {
		in.await(t, 20)
		inOrder(t, in.byKey(), 1, 20)
	}
}

func (s suite) share(t *testing.T) {
	if !s.Groups {
		t.Skip("the transport has one consumer")
	}
	place := s.open(t)
	g := group("shared")
	var in inbox
	stops := make([]func(), 3)
	for i := range stops {
		bus, _ := place.Open(t)
		s.declare(t, bus, g)
		stops[i] = consume(t, bus, g, in.take)
	}
	bus, _ := place.Open(t)
	sent := 0
	send := func() {
		var events []cloudevents.Event
		for range 10 {
			for k := range 5 {
				events = append(events, event(fmt.Sprintf("k%d", k), sent))
			}
			sent++
		}
		s.publish(t, bus, events...)
		in.await(t, 5*sent)
	}
	send()
	for _, stop := range stops[:2] { // one is left, and all goes on
		stop()
		send()
	}
	require.Len(t, in.ids(), 5*sent, "each event is handled by one of them")
	inOrder(t, in.byKey(), 5, sent)
}

func (s suite) stores(t *testing.T) {
	place := s.open(t)
	bus, _ := place.Open(t)
	g := group("later")
	if !s.Stores {
		err := bus.Publish(t.Context(), event("k", 0))
		require.ErrorIs(t, err, errs.KindUnavailable, "nobody is there to keep the event")
		return
	}
	s.declare(t, bus, g, g)
	for n := range 10 {
		s.publish(t, bus, event("k", n))
	}
	s.declare(t, bus, g)
	var in inbox
	stop := consume(t, bus, g, in.take)
	in.await(t, 10)
	stop()
	for n := 10; n < 20; n++ {
		s.publish(t, bus, event("k", n))
	}
	other, _ := place.Open(t)
	consume(t, other, g, in.take)
	in.await(t, 20)
	inOrder(t, in.byKey(), 1, 20)
	require.Len(t, in.ids(), 20, "what was acknowledged does not come again")
}

func (s suite) ping(t *testing.T) {
	bus, line := s.open(t).Open(t)
	require.NoError(t, bus.Ping(t.Context()))
	if line == nil {
		return
	}
	line.Close()
	require.Eventually(t, func() bool {
		return errors.Is(bus.Ping(t.Context()), errs.KindUnavailable)
	}, patient, 10*time.Millisecond)
	line.Open()
	require.Eventually(t, func() bool {
		return bus.Ping(t.Context()) == nil
	}, patient, 10*time.Millisecond)
}

func (s suite) closed(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	require.NoError(t, bus.Close())
	require.NoError(t, bus.Close(), "again does nothing")
	require.ErrorIs(t, bus.Ping(t.Context()), errs.KindUnavailable)
	require.ErrorIs(t, bus.Publish(t.Context(), event("k", 1)), errs.KindUnavailable)
	require.ErrorIs(t, bus.Consume(t.Context(), group("takes"), nil), errs.KindUnavailable)
}
