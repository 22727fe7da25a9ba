package eventingtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// interleaved returns the events of many keys in turn.
func interleaved(keys, each int) []cloudevents.Event {
	var events []cloudevents.Event
	for n := range each {
		for k := range keys {
			events = append(events, event(fmt.Sprintf("k%d", k), n))
		}
	}
	return events
}

func (s suite) order(t *testing.T) {
	place := s.open(t)
	bus, _ := place.Open(t)
	other, _ := place.Open(t)
	g := group("takes")
	s.declare(t, bus, g)
	var in inbox
	consume(t, bus, g, in.take)
	const keys, each = 10, 20
	events := interleaved(keys, each)
	half := len(events) / 2
	s.publish(t, other, events[:half]...)
	for ; half < len(events); half += 7 {
		s.publish(t, other, events[half:min(half+7, len(events))]...)
	}
	in.await(t, keys*each)
	inOrder(t, in.byKey(), keys, each)
	require.Len(t, in.ids(), keys*each)
}

func (s suite) orderOnFailure(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	g := group("takes")
	s.declare(t, bus, g)
	var in inbox
	var mu sync.Mutex
	tries := map[string]int{}
	handle := func(ctx context.Context, d transport.Delivery) error {
		mu.Lock()
		tries[d.Event.ID]++
		try := tries[d.Event.ID]
		mu.Unlock()
		if try != d.Attempt {
			t.Errorf("try %d of %q has the number %d", try, d.Event.ID, d.Attempt)
		}
		if len(d.Event.ID)%2 == 1 && try < 4 { // every event with one digit
			return errors.New("not now")
		}
		return in.take(ctx, d)
	}
	consume(t, bus, g, handle)
	const keys, each = 5, 20
	sent := s.background(t, bus, interleaved(keys, each)...)
	in.await(t, keys*each)
	require.NoError(t, sent())
	inOrder(t, in.byKey(), keys, each)
}

func (s suite) keysAreIndependent(t *testing.T) {
	bus, _ := s.open(t).Open(t)
	g := group("takes")
	g.Attempts = 1_000_000
	g.Concurrency = 2
	s.declare(t, bus, g)
	var in inbox
	mended := make(chan struct{})
	consume(t, bus, g, func(ctx context.Context, d transport.Delivery) error {
		select {
		case <-mended:
		default:
			if k := d.Event.Key(); k == "k0" || k == "k1" || k == "k2" {
				return errors.New("broken")
			}
		}
		return in.take(ctx, d)
	})
	const keys, each = 8, 10
	sent := s.background(t, bus, interleaved(keys, each)...)
	in.await(t, (keys-3)*each) // although more keys fail than are handled at a time
	close(mended)
	in.await(t, keys*each)
	require.NoError(t, sent())
	inOrder(t, in.byKey(), keys, each)
}
