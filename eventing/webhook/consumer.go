package webhook

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// consumer is one call of Consume that is at work.
type consumer struct {
	group    transport.Group
	incoming chan *parcel
	left     chan struct{} // closed when it takes no more
}

func (c *consumer) receive(ctx context.Context, deliver func(transport.Message) error) error {
	for {
		select {
		case p := <-c.incoming:
			if err := deliver(p); err != nil {
				return nil //nolint:nilerr // ctx is over, and p is given back
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// identity tells events apart.
type identity struct{ source, id string }

func identityOf(event cloudevents.Event) identity { return identity{event.Source, event.ID} }

// parcel is an event between the request that brought it and the handler. A request that
// brings the same event meanwhile waits for the same outcome.
type parcel struct {
	event      cloudevents.Event
	receiver   *Receiver
	settled    chan struct{}
	outcome    error // set before settled is closed
	unanswered bool  // whoever brought it was asked to come back; guarded by the receiver
}

// Event returns the event.
func (p *parcel) Event() cloudevents.Event { return p.event }

// Deliveries returns 1, for senders do not count.
func (p *parcel) Deliveries() int { return 1 }

// Ack has the request answered with success.
func (p *parcel) Ack(context.Context) error { return p.settle(nil) }

// GiveBack has the sender come back.
func (p *parcel) GiveBack(context.Context) error { return p.settle(errGivenUp) }

// PutAside leaves the event with the sender, as one that is not wanted.
func (p *parcel) PutAside(_ context.Context, reason error) error {
	return p.settle(unwanted(reason))
}

func (p *parcel) settle(outcome error) error {
	p.outcome = outcome
	p.receiver.forget(p)
	close(p.settled)
	return nil
}

// unwanted is the refusal of an event that was put aside: the words are those of the reason
// where they are for clients, the kind is one that senders do not try again.
func unwanted(reason error) *errs.Error {
	e := errs.From(reason)
	if e.Kind == errs.KindInternal {
		return errs.New(errs.KindUnprocessable, "event_put_aside", "the event cannot be handled and is not wanted again").Wrap(reason)
	}
	return errs.New(errs.KindUnprocessable, e.Reason(), "%s", e.Message).WithFields(e.Fields...).Wrap(reason)
}
