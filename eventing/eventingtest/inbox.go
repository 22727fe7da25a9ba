package eventingtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// patient is how long a broker may take for what it will do.
const patient = time.Minute

// group returns settings under which a test does not have to wait for pauses.
func group(name string) transport.Group {
	return transport.Group{Name: name, Backoff: transport.Backoff{First: time.Millisecond, Limit: 20 * time.Millisecond}}
}

// event returns the event number n of the key.
func event(key string, n int) cloudevents.Event {
	return cloudevents.Event{
		ID: fmt.Sprintf("%s-%d", key, n), Source: "/eventingtest", Type: "com.example.counted", Subject: key,
		DataContentType: cloudevents.JSON, Data: fmt.Appendf(nil, `{"n":%d}`, n),
	}
}

// inbox keeps what a consumer took. It is safe for concurrent use.
type inbox struct {
	mu         sync.Mutex
	deliveries []transport.Delivery
}

// take is a handler that takes everything.
func (in *inbox) take(_ context.Context, d transport.Delivery) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.deliveries = append(in.deliveries, d)
	return nil
}

// ids returns those of the events in the order in which they were taken.
func (in *inbox) ids() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	ids := make([]string, len(in.deliveries))
	for i, d := range in.deliveries {
		ids[i] = d.Event.ID
	}
	return ids
}

// byKey returns the ids of each key in the order in which they were taken first.
func (in *inbox) byKey() map[string][]string {
	in.mu.Lock()
	defer in.mu.Unlock()
	seen := map[string]bool{}
	keys := map[string][]string{}
	for _, d := range in.deliveries {
		if !seen[d.Event.ID] {
			seen[d.Event.ID] = true
			keys[d.Event.Key()] = append(keys[d.Event.Key()], d.Event.ID)
		}
	}
	return keys
}

// awaitIDs waits until as many different events have been taken.
func (in *inbox) await(t *testing.T, n int) {
	t.Helper()
	require.Eventually(t, func() bool {
		in.mu.Lock()
		defer in.mu.Unlock()
		seen := map[string]bool{}
		for _, d := range in.deliveries {
			seen[d.Event.ID] = true
		}
		return len(seen) >= n
	}, patient, 5*time.Millisecond, "not all of %d events arrived", n)
}

// consume consumes until the returned function is called, which waits for the end. The end
// of the test calls it too.
func consume(t *testing.T, bus transport.Consumer, group transport.Group, handle transport.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- bus.Consume(ctx, group, handle) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			require.NoError(t, err, "Consume ends with nil when its context is over")
		case <-time.After(patient):
			require.Fail(t, "Consume does not end")
		}
	})
	t.Cleanup(stop)
	return stop
}

// declare has the group noted before anything is published, where events wait for groups.
func (s suite) declare(t *testing.T, bus transport.Consumer, groups ...transport.Group) {
	t.Helper()
	for _, g := range groups {
		require.NoError(t, transport.Declare(t.Context(), bus, g))
	}
}

// publish publishes until the transport has the events. Only one that does not store them
// may say that nobody is there.
func (s suite) publish(t *testing.T, bus transport.Publisher, events ...cloudevents.Event) {
	t.Helper()
	if s.Stores {
		require.NoError(t, bus.Publish(t.Context(), events...))
		return
	}
	require.NoError(t, insist(t.Context(), bus, events...))
}

// insist publishes again while the transport is away.
func insist(ctx context.Context, bus transport.Publisher, events ...cloudevents.Event) error {
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	pause := transport.Backoff{First: time.Millisecond, Limit: 200 * time.Millisecond}
	for try := 1; ; try++ {
		err := bus.Publish(ctx, events...)
		if err == nil || !errors.Is(err, errs.KindUnavailable) || !pause.Wait(ctx, try) {
			return err
		}
	}
}

// background publishes in another goroutine, for a transport may wait for the handler. The
// end of the test waits for it.
func (s suite) background(t *testing.T, bus transport.Publisher, events ...cloudevents.Event) (wait func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- insist(context.WithoutCancel(t.Context()), bus, events...) }()
	wait = sync.OnceValue(func() error { return <-done })
	t.Cleanup(func() { _ = wait() }) // the test has looked at it, or failed before
	return wait
}
