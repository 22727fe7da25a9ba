package membus

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Config are the settings of a bus. The zero value is a good choice.
type Config struct {
	// Capacity is how many events wait for each group before Publish waits; 0 means
	// 10 000. A call of Publish with more of them is taken once the group waits for none.
	Capacity int
}

// Bus is a transport in memory. It is safe for concurrent use.
type Bus struct {
	capacity int

	mu      sync.Mutex
	queues  map[string]*queue
	order   uint64        // of the last event that was published
	changed chan struct{} // closed and made anew whenever there is more room
	closed  bool
}

var (
	_ transport.Bus         = (*Bus)(nil)
	_ transport.Declarer    = (*Bus)(nil)
	_ transport.DeadLetters = (*Bus)(nil)
)

// New returns an empty bus. It panics for a capacity below 0.
func New(config Config) *Bus {
	if config.Capacity < 0 {
		panic(fmt.Sprintf("membus.New: a capacity of %d; give 0 for the default or the number of events", config.Capacity))
	}
	if config.Capacity == 0 {
		config.Capacity = 10_000
	}
	return &Bus{capacity: config.Capacity, queues: map[string]*queue{}, changed: make(chan struct{})}
}

// Driver opens "memory:", a bus that nobody else has. It is a [transport.Driver].
func Driver(_ context.Context, url string) (transport.Bus, error) {
	if rest := strings.TrimPrefix(url, "memory:"); rest != "" {
		return nil, errs.Invalid("invalid_transport_url", "the transport URL %q has more than its scheme; use \"memory:\"", url)
	}
	return New(Config{}), nil
}

// Publish implements [transport.Publisher].
func (b *Bus) Publish(ctx context.Context, events ...cloudevents.Event) error {
	for i, event := range events {
		if err := event.Validate(); err != nil {
			return fmt.Errorf("publish event %d of %d: %w", i+1, len(events), err)
		}
	}
	for {
		full, changed, err := b.offer(events)
		if err != nil || full == "" {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return errs.Unavailable("transport_full", "group %q has %d events waiting; start a consumer for it or wait until it has caught up", full, b.capacity).
				Wrap(context.Cause(ctx))
		}
	}
}

// offer puts the events into every queue, or names a group that has no room for them and
// the channel that tells when to try again.
func (b *Bus) offer(events []cloudevents.Event) (full string, changed <-chan struct{}, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return "", nil, errClosed()
	}
	for name, q := range b.queues {
		if len(q.waiting) > 0 && len(q.waiting)+q.wanted(events) > b.capacity {
			return name, b.changed, nil
		}
	}
	for _, event := range events {
		b.order++
		for _, q := range b.queues {
			q.add(&item{event: event, order: b.order})
		}
	}
	return "", nil, nil
}

// Declare implements [transport.Declarer].
func (b *Bus) Declare(_ context.Context, group transport.Group) error {
	group, err := group.Complete()
	if err != nil {
		return err
	}
	_, err = b.queue(group)
	return err
}

// queue returns the queue of the group, made if there is none.
func (b *Bus) queue(group transport.Group) (*queue, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, errClosed()
	}
	q, ok := b.queues[group.Name]
	if !ok {
		q = &queue{group: group, active: make(chan struct{}, 1), ready: make(chan struct{}, 1)}
		b.queues[group.Name] = q
	}
	return q, nil
}

// Consume implements [transport.Consumer]. One consumer of a group is at work at a time,
// the others stand by.
func (b *Bus) Consume(ctx context.Context, group transport.Group, handle transport.Handler) error {
	group, err := group.Complete()
	if err != nil {
		return err
	}
	q, err := b.queue(group)
	if err != nil {
		return err
	}
	select {
	case q.active <- struct{}{}:
		defer func() { <-q.active }()
	case <-ctx.Done():
		return nil
	}
	b.mu.Lock()
	q.group = group
	b.mu.Unlock()
	return transport.Dispatch(ctx, group, handle, func(ctx context.Context, deliver func(transport.Message) error) error {
		for {
			i := b.take(ctx, q)
			if i == nil || deliver(&message{bus: b, queue: q, item: i}) != nil {
				return nil //nolint:nilerr // ctx is over, and the event was given back
			}
		}
	})
}

// DeadLetters implements [transport.DeadLetters].
func (b *Bus) DeadLetters(_ context.Context, group string, limit int) ([]transport.DeadLetter, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q, ok := b.queues[group]
	if !ok {
		return nil, nil
	}
	return append([]transport.DeadLetter(nil), q.dead[:min(limit, len(q.dead))]...), nil
}

// Ping implements [transport.Bus].
func (b *Bus) Ping(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return errClosed()
	}
	return nil
}

// Close implements [transport.Bus].
func (b *Bus) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		b.roomForMore()
	}
	return nil
}

// roomForMore wakes those who wait to publish.
func (b *Bus) roomForMore() {
	close(b.changed)
	b.changed = make(chan struct{})
}

func errClosed() error {
	return errs.Unavailable("transport_closed", "the transport is closed")
}
