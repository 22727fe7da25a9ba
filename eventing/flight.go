package eventing

import (
	"context"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// mostFlights is how many batches are under way at once: one that is being stored, and one that
// is being handled meanwhile.
const mostFlights = 2

// flight is a batch on its way into the store. Its consumer is called once that of the flight before
// it is through, and its unit of work is committed once that of the one before it is.
type flight struct {
	batch   []keyed
	through eventstore.Position
	next    lease.Checkpoint // valid once it is handled
	begun   time.Time
	handled chan struct{} // the consumer is through, or never will be
	done    chan struct{}
	err     error // valid once it is done
}

// errForsaken is what becomes of a flight when the one before it failed.
var errForsaken = errors.New("the batch before it could not be stored; it is handled again after that")

// settled waits until the flight is done. A nil flight is.
func (f *flight) settled(ctx context.Context) error {
	if f == nil {
		return nil
	}
	select {
	case <-f.done:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if f.err != nil {
		return errForsaken
	}
	return nil
}

// overlaps reports whether the batch may be handled while the one before it is being stored: it is
// full, so there is work to be had, and nothing waits for anything.
func (w *worker) overlaps(p page) bool {
	return w.Overlap && !w.Detached && len(p.batch) == w.Batch && len(w.aside) == 0
}

// tail returns the position behind which nothing is done or under way.
func (w *worker) tail() eventstore.Position {
	if n := len(w.flights); n > 0 {
		return w.flights[n-1].through
	}
	return w.position
}

// makeRoom waits for as many flights as have to be over before the batch is begun. When one
// of them failed it is another batch that is next.
func (w *worker) makeRoom(ctx context.Context, p page) (again bool, err error) {
	most, tail := 0, w.tail()
	if w.overlaps(p) {
		most = mostFlights - 1
	}
	err = w.land(ctx, most)
	return w.tail() != tail, err
}

// launch begins with a batch, and returns once its consumer is through with it: consumers are
// called one after the other.
func (w *worker) launch(ctx context.Context, p page) {
	f := &flight{batch: p.batch, through: p.through, begun: time.Now(), handled: make(chan struct{}), done: make(chan struct{})}
	var before *flight
	from := w.checkpoint
	if n := len(w.flights); n > 0 {
		before = w.flights[n-1]
		from = before.next
	}
	w.flights = append(w.flights, f)
	l := w.lease
	go func() {
		defer close(f.done)
		f.err = safely(func() error { return w.fly(ctx, f, before, from, l) })
	}()
	select {
	case <-f.handled:
	case <-f.done:
	}
}

// fly carries out the unit of work of a flight.
func (w *worker) fly(ctx context.Context, f, before *flight, from lease.Checkpoint, l lease.Lease) error {
	return w.inScope(uow.Behind(ctx, before.settled), f.batch, func(behind context.Context, c consumer) error {
		return uow.Do(behind, func(ctx context.Context) (err error) {
			blind := uow.Behind(ctx, nil) // they read nothing
			if err := w.leases.Guard(blind, l); err != nil {
				return err
			}
			if _, err := w.consume(ctx, c, f.batch); err != nil {
				return err
			}
			if f.next, err = w.checkpoints.Save(blind, from, int64(f.through)); err != nil {
				return err
			}
			close(f.handled)
			return nil
		}, w.options...)
	})
}

// land waits for flights until there are so many left at most, and takes note of what became of
// them. One that failed takes those behind it along; then its batch is dealt with as any that
// failed.
func (w *worker) land(ctx context.Context, most int) error {
	for len(w.flights) > most {
		f := w.flights[0]
		<-f.done
		done := len(f.batch)
		if f.err != nil {
			done = 0
			w.forsake()
		}
		w.observe(Observation{Kind: Handled, Events: done, Duration: time.Since(f.begun), Err: f.err}, f.batch)
		if f.err != nil {
			return w.recover(ctx, f.batch, f.through, 0, f.err)
		}
		w.flights = w.flights[1:]
		w.checkpoint, w.position, w.unsaved = f.next, f.through, 0
		w.moved()
	}
	return nil
}

// forsake waits until nothing is under way, whatever becomes of it, and gives up what was to
// follow.
func (w *worker) forsake() {
	for _, f := range w.flights {
		<-f.done
	}
	w.flights = nil
	w.dropAhead()
}
