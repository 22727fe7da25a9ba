package eventingtest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// crash has a consumer vanish that holds events: its line is cut for good, so that it can
// tell the broker nothing any more.
func (s suite) crash(t *testing.T) {
	if !s.Groups {
		t.Skip("the transport has one consumer")
	}
	place := s.open(t)
	victim, line := place.Open(t)
	if line == nil {
		t.Skip("there is no line to cut")
	}
	g := group("takes")
	s.declare(t, victim, g)
	var lost inbox
	hang := make(chan struct{})
	consume(t, victim, g, func(ctx context.Context, d transport.Delivery) error {
		_ = lost.take(ctx, d) // it takes everything
		select {
		case <-hang:
		case <-ctx.Done():
		}
		return ctx.Err()
	})
	t.Cleanup(func() { close(hang) })
	bus, _ := place.Open(t)
	const keys, each = 3, 5
	events := interleaved(keys, each)
	s.publish(t, bus, events[:2*keys]...)
	lost.await(t, keys)
	require.Never(t, func() bool { return len(lost.ids()) > keys }, time.Second, 50*time.Millisecond,
		"nothing goes past an event that is being handled") // and whoever acknowledges too early has done so by now
	line.Close()
	s.publish(t, bus, events[2*keys:]...)
	var in inbox
	consume(t, bus, g, in.take)
	in.await(t, keys*each)
	inOrder(t, in.byKey(), keys, each)
}

func (s suite) idleCut(t *testing.T) {
	place := s.open(t)
	bus, line := place.Open(t)
	if line == nil {
		t.Skip("there is no line to cut")
	}
	g := group("takes")
	s.declare(t, bus, g)
	var in inbox
	consume(t, bus, g, in.take)
	other, _ := place.Open(t)
	for n := range 4 {
		require.NoError(t, insist(t.Context(), other, event("k", n)))
		in.await(t, n+1)
		line.Cut()
	}
	inOrder(t, in.byKey(), 1, 4)
}

// cuts publishes and consumes while every line is cut again and again.
func (s suite) cuts(t *testing.T) {
	place := s.open(t)
	consuming, far := place.Open(t)
	publishing, near := place.Open(t)
	if far == nil && near == nil {
		t.Skip("there is no line to cut")
	}
	g := group("takes")
	s.declare(t, consuming, g)
	var in inbox
	var handled atomic.Int32
	consume(t, consuming, g, func(ctx context.Context, d transport.Delivery) error {
		if handled.Add(1)%40 == 0 && far != nil {
			far.Cut()
		}
		return in.take(ctx, d)
	})
	const keys, each = 6, 40
	publishAll(t, publishing, keys, each, func(n int) {
		if n%15 == 7 && near != nil {
			near.Cut()
		}
	})
	in.await(t, keys*each)
	inOrder(t, in.byKey(), keys, each)
}

// restart kills the broker while events are published and consumed.
func (s suite) restart(t *testing.T) {
	place := s.open(t)
	require.NotNil(t, place.Restart, "there is a broker to kill")
	consuming, _ := place.Open(t)
	publishing, _ := place.Open(t)
	g := group("takes")
	s.declare(t, consuming, g)
	var in inbox
	consume(t, consuming, g, in.take)
	const keys, each = 6, 30
	var turn sync.Mutex
	publishAll(t, publishing, keys, each, func(n int) {
		if n == 10 && turn.TryLock() { // the first key to come here, once
			place.Restart(t)
		}
	})
	in.await(t, keys*each)
	inOrder(t, in.byKey(), keys, each)
	s.publish(t, publishing, event("k0", each))
	in.await(t, keys*each+1)
}

// publishAll publishes each key in a goroutine of its own, singly and in batches, each
// again until the transport has it. Around is called before each event or batch.
func publishAll(t *testing.T, bus transport.Publisher, keys, each int, around func(n int)) {
	t.Helper()
	var publishing sync.WaitGroup
	for k := range keys {
		publishing.Go(func() {
			for n := 0; n < each; {
				around(n)
				batch := []cloudevents.Event{event(fmt.Sprintf("k%d", k), n)}
				for n++; n < each && n%5 != 0 && k%2 == 1; n++ {
					batch = append(batch, event(fmt.Sprintf("k%d", k), n))
				}
				if err := insist(context.WithoutCancel(t.Context()), bus, batch...); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	publishing.Wait()
	require.False(t, t.Failed())
}
