package webhook

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// handle hands the events over in their order and waits for what becomes of them.
func (r *Receiver) handle(ctx context.Context, events []cloudevents.Event) error {
	var parcels []*parcel
	var failure error
	for _, event := range events {
		p, err := r.pass(ctx, event)
		if err != nil {
			failure = err
			break
		}
		if p != nil {
			parcels = append(parcels, p)
		}
	}
	for _, p := range parcels {
		failure = worse(failure, p.wait(ctx))
	}
	r.recall(events, parcels, failure)
	return failure
}

// wait returns what became of the event, or errSlow when ctx is over first.
func (p *parcel) wait(ctx context.Context) error {
	select {
	case <-p.settled:
		return p.outcome
	default:
	}
	select {
	case <-p.settled:
		return p.outcome
	case <-ctx.Done():
		return errSlow
	}
}

// recall remembers what was handled, or still is, of a request that comes again, and
// forgets the events of one that does not.
func (r *Receiver) recall(events []cloudevents.Event, parcels []*parcel, failure error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if failure == nil || errs.KindOf(failure) != errs.KindUnavailable {
		for _, event := range events {
			delete(r.handled, identityOf(event))
		}
		return
	}
	for _, p := range parcels {
		key := identityOf(p.event)
		switch {
		case r.pending[key] == p:
			p.unanswered = true
		case p.outcome == nil:
			r.handled.add(key, r.now())
		}
	}
}

// forget takes the parcel off the list of those that are being handled.
func (r *Receiver) forget(p *parcel) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := identityOf(p.event)
	delete(r.pending, key)
	if p.unanswered && p.outcome == nil {
		r.handled.add(key, r.now())
	}
}

// worse returns the outcome by which a request is answered: what is to be sent again goes
// before what is not.
func worse(a, b error) error {
	if a == nil || b != nil && errs.KindOf(b) == errs.KindUnavailable {
		return b
	}
	return a
}

// pass hands the event to the consumer, unless it is being handled already. An event that
// is not for the group gives no parcel.
func (r *Receiver) pass(ctx context.Context, event cloudevents.Event) (*parcel, error) {
	p, c, err := r.enlist(event)
	if err != nil || c == nil {
		return p, err
	}
	select {
	case c.incoming <- p:
		return p, nil
	case <-c.left:
		return nil, p.abort(errGivenUp)
	case <-ctx.Done():
		return nil, p.abort(errBusy)
	}
}

// abort settles a parcel that never reached the consumer.
func (p *parcel) abort(outcome error) error {
	_ = p.settle(outcome)
	return outcome
}

// enlist returns the parcel of the event, none where it is not for the group or has been
// handled. The consumer is nil where nothing is left to do but to wait.
func (r *Receiver) enlist(event cloudevents.Event) (*parcel, *consumer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := identityOf(event)
	if p, found := r.pending[key]; found {
		return p, nil, nil
	}
	switch {
	case r.consumer == nil:
		return nil, nil, errNobody
	case !r.consumer.group.Receives(event.Type), r.handled.has(key, r.now()):
		return nil, nil, nil
	}
	p := &parcel{event: event, receiver: r, settled: make(chan struct{})}
	r.pending[key] = p
	return p, r.consumer, nil
}
