package membus

import (
	"context"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// queue is what a group has still to handle. The mutex of the bus guards it.
type queue struct {
	group   transport.Group
	waiting []*item // in the order in which they were published
	dead    []transport.DeadLetter

	active chan struct{} // holds one: the consumer at work
	ready  chan struct{} // holds one when something may be waiting
}

type item struct {
	event      cloudevents.Event
	order      uint64
	deliveries int
}

// wanted returns how many of the events the group receives.
func (q *queue) wanted(events []cloudevents.Event) int {
	n := 0
	for _, event := range events {
		if q.group.Receives(event.Type) {
			n++
		}
	}
	return n
}

// add puts the item in its place, which is the end unless it was given back.
func (q *queue) add(i *item) {
	if !q.group.Receives(i.event.Type) {
		return
	}
	at, _ := slices.BinarySearchFunc(q.waiting, i.order, func(other *item, order uint64) int {
		return int(int64(other.order) - int64(order)) //nolint:gosec // counted from 1
	})
	q.waiting = slices.Insert(q.waiting, at, i)
	q.wake()
}

func (q *queue) wake() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// take returns the item that has waited longest, or nil when ctx is over.
func (b *Bus) take(ctx context.Context, q *queue) *item {
	for {
		b.mu.Lock()
		if len(q.waiting) > 0 {
			i := q.waiting[0]
			q.waiting[0] = nil
			q.waiting = q.waiting[1:]
			i.deliveries++
			b.roomForMore()
			b.mu.Unlock()
			return i
		}
		b.mu.Unlock()
		select {
		case <-q.ready:
		case <-ctx.Done():
			return nil
		}
	}
}

// message is an item that is being handled.
type message struct {
	bus   *Bus
	queue *queue
	item  *item
}

func (m *message) Event() cloudevents.Event  { return m.item.event }
func (m *message) Deliveries() int           { return m.item.deliveries }
func (m *message) Ack(context.Context) error { return nil }

func (m *message) GiveBack(context.Context) error {
	m.bus.mu.Lock()
	defer m.bus.mu.Unlock()
	m.queue.add(m.item)
	return nil
}

func (m *message) PutAside(_ context.Context, reason error) error {
	m.bus.mu.Lock()
	defer m.bus.mu.Unlock()
	if len(m.queue.dead) >= m.bus.capacity {
		m.queue.dead = slices.Delete(m.queue.dead, 0, 1)
	}
	m.queue.dead = append(m.queue.dead, transport.DeadLetter{
		Event: m.item.event, Group: m.queue.group.Name, Reason: reason.Error(), Time: time.Now(),
	})
	return nil
}
