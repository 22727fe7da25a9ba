package transport

import (
	"context"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Publisher sends events to a transport. It is safe for concurrent use.
type Publisher interface {
	// Publish returns nil once the transport has every event and will not lose it. Events
	// that have one key arrive in the order of the call and of calls that follow each
	// other. After an error some may have arrived: publish all of them again, for those
	// who receive tell events apart by source and id. An event that can never be sent is
	// an errs.KindInvalid or KindTooLarge, and then none of the call is sent; what may go
	// away by itself is an errs.KindUnavailable.
	Publish(ctx context.Context, events ...cloudevents.Event) error
}

// Consumer receives the events of a transport. It is safe for concurrent use.
type Consumer interface {
	// Consume hands the events of the group to handle until ctx is over, and returns nil
	// then, once every call of handle has returned. All who consume one group share its
	// events. It goes on by itself when the connection is lost. Any other error is one that
	// nothing but a change of the settings mends.
	Consume(ctx context.Context, group Group, handle Handler) error
}

// Bus is a transport that both sends and receives.
type Bus interface {
	Publisher
	Consumer
	// Ping reports whether the transport can be reached; health probes call it.
	Ping(ctx context.Context) error
	// Close waits for what is being sent and releases the connection. What is called
	// afterwards fails with errs.KindUnavailable. Calls of Consume are to be ended before,
	// by their contexts.
	Close() error
}

// Declarer is a consumer that can take note of a group before anybody consumes it: what
// is published from then on is kept for the group. [Declare] calls it.
type Declarer interface {
	Declare(ctx context.Context, group Group) error
}

// Declare has the transport keep what is published from now on for the group, as the first
// call of Consume would. It changes nothing about a group that is known. Services that are
// deployed together declare their groups before any of them publishes. A transport that
// keeps events for everybody, or has nothing to keep them in, need not be told.
func Declare(ctx context.Context, consumer Consumer, group Group) error {
	declarer, ok := consumer.(Declarer)
	if !ok {
		return nil
	}
	return declarer.Declare(ctx, group)
}

// Handler takes one event. Nil means that it need not be delivered again; the event is
// acknowledged only after that. The package documentation says what an error leads to. It
// is called by many goroutines, for different keys.
type Handler func(ctx context.Context, delivery Delivery) error

// Delivery is one try to deliver an event.
type Delivery struct {
	// Event is shared with later tries and not to be changed.
	Event cloudevents.Event
	// Attempt is 1 for the first try. It counts the tries of this process and, where the
	// broker counts, the deliveries before it: those to consumers that died or gave the
	// event back. So it may be above Group.Attempts, which this process has to itself.
	Attempt int
}
