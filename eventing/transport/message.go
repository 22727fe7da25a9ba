package transport

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Message is an event as a broker handed it over, and what the broker can be told about
// it. One of Ack, GiveBack and PutAside is called in the end, again only when PutAside
// failed. Its methods are not called at the same time, but for those of [Extender].
type Message interface {
	// Event returns the event.
	Event() cloudevents.Event
	// Deliveries returns how often the broker has handed the event to the group, this time
	// included, and 1 where it does not count.
	Deliveries() int
	// Ack tells the broker that the event need not be delivered again. When that fails the
	// broker delivers it again, and it is handled twice.
	Ack(ctx context.Context) error
	// GiveBack has the broker deliver the event again, before later ones of its key. It is
	// called once nothing more is received, for one message after the other in the order in
	// which they came. It does nothing for a broker that gives out anew what was not
	// acknowledged when the consumer leaves.
	GiveBack(ctx context.Context) error
	// PutAside keeps the event as a dead letter of the group and acknowledges it after
	// that. It is called again until it returns nil.
	PutAside(ctx context.Context, reason error) error
}

// Extender is a message that the broker delivers to another consumer unless it hears of it
// within some time.
type Extender interface {
	// Extend begins that time anew. It is called from another goroutine.
	Extend(ctx context.Context) error
	// Lifetime returns that time; Extend is called thrice in it.
	Lifetime() time.Duration
}
