package eventing

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// inPlace is how often an event is tried at once when it lost against somebody else who
// wrote the same.
const inPlace = 3

// handle brings the shard past a batch, or as far as it gets. An event that fails is found
// and set aside; every other error is not the fault of an event and returned.
func (w *worker) handle(ctx context.Context, batch []keyed, through eventstore.Position) error {
	done, err := w.attempt(ctx, batch, through)
	return w.recover(ctx, batch, through, done, err)
}

// recover brings the shard past a batch of which so many events are done with.
func (w *worker) recover(ctx context.Context, batch []keyed, through eventstore.Position, done int, err error) error {
	if !w.poison(ctx, err) {
		return err
	}
	if len(batch) == 1 {
		return w.tryAgain(ctx, batch[0], through, err)
	}
	rest := batch[done:]
	for _, part := range split(rest, err) {
		end := part[len(part)-1].Position
		if end == rest[len(rest)-1].Position {
			end = through
		}
		if err := w.handle(ctx, part, end); err != nil {
			return err
		}
	}
	return nil
}

// split takes a batch that failed apart: the event at fault by itself, and where that is not known,
// two halves.
func split(batch []keyed, err error) [][]keyed {
	at, next := len(batch)/2, len(batch)/2
	if e, ok := errors.AsType[*eventError](err); ok {
		if n := slices.IndexFunc(batch, func(k keyed) bool { return k.item == e.item }); n >= 0 {
			at, next = n, n+1
		}
	}
	parts := [][]keyed{batch[:at], batch[at:next], batch[next:]}
	return slices.DeleteFunc(parts, func(part []keyed) bool { return len(part) == 0 })
}

// tryAgain brings the shard past an event that failed: by another attempt where that may
// help, or else by setting it aside.
func (w *worker) tryAgain(ctx context.Context, k keyed, through eventstore.Position, err error) error {
	for n := 1; n < inPlace && overtaken(err) && w.poison(ctx, err); n++ {
		_, err = w.attempt(ctx, []keyed{k}, through)
	}
	if !w.poison(ctx, err) {
		return err
	}
	return w.setAside(ctx, k, through, err)
}

// attempt handles a batch and saves the checkpoint behind it, and returns how many of the
// events are done with. Without Detached that is all of them or none.
func (w *worker) attempt(ctx context.Context, batch []keyed, through eventstore.Position) (done int, err error) {
	begun := time.Now()
	for n := range batch {
		batch[n].waits = w.aside.has(batch[n].key)
	}
	if w.Detached {
		done, err = w.detached(ctx, batch, through)
	} else {
		done, err = w.attached(ctx, batch, through)
	}
	w.observe(Observation{Kind: Handled, Events: done, Duration: time.Since(begun), Err: err}, batch)
	return done, err
}

// attached handles a batch in the unit of work that saves the checkpoint.
func (w *worker) attached(ctx context.Context, batch []keyed, through eventstore.Position) (done int, err error) {
	err = w.inScope(ctx, batch, func(ctx context.Context, c consumer) error {
		return w.advance(ctx, batch, through, func(ctx context.Context) error {
			_, err := w.consume(ctx, c, batch)
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	return len(batch), nil
}

// detached handles a batch and saves then what is done, also where an event failed.
func (w *worker) detached(ctx context.Context, batch []keyed, through eventstore.Position) (done int, failed error) {
	if err := w.leases.Guard(ctx, w.lease); err != nil { // who has lost it does not even begin
		return 0, err
	}
	failed = w.inScope(ctx, batch, func(ctx context.Context, c consumer) (err error) {
		done, err = w.consume(ctx, c, batch)
		return err
	})
	if done == 0 {
		return 0, failed
	}
	if done < len(batch) {
		through = batch[done-1].Position
	}
	if err := w.advance(ctx, batch[:done], through, nothing); err != nil {
		return 0, err
	}
	return done, failed
}

func nothing(context.Context) error { return nil }

// advance saves the checkpoint at the position, in one unit of work with what also writes and
// with the letters of those of the batch that have to wait.
func (w *worker) advance(ctx context.Context, batch []keyed, through eventstore.Position, also func(ctx context.Context) error) error {
	var next lease.Checkpoint
	err := uow.Do(ctx, func(ctx context.Context) (err error) {
		if err := w.leases.Guard(ctx, w.lease); err != nil {
			return err
		}
		if err := also(ctx); err != nil {
			return err
		}
		for _, k := range batch {
			if k.waits {
				if err := w.keep(ctx, w.letter(k, Waiting, time.Now().UTC())); err != nil {
					return err
				}
			}
		}
		next, err = w.checkpoints.Save(ctx, w.checkpoint, int64(through))
		return err
	}, w.options...)
	if err != nil {
		return err
	}
	w.checkpoint, w.position, w.unsaved = next, through, 0
	for _, k := range batch {
		if k.waits {
			w.aside.add(k.key, held{position: k.Position, state: Waiting})
		}
	}
	w.moved()
	return nil
}

// save stores how far the shard has come past records that did not concern it.
func (w *worker) save(ctx context.Context) error {
	if w.loaded == nil || int64(w.position) == w.checkpoint.Position {
		return nil
	}
	return w.advance(ctx, nil, w.position, nothing)
}

// inScope calls fn with the consumer of a new scope.
func (w *worker) inScope(ctx context.Context, batch []keyed, fn func(ctx context.Context, c consumer) error) (err error) {
	if len(batch) == 1 { // what follows from one event can name it
		ctx = caused(ctx, &batch[0].Record)
	}
	ctx, scope := w.container.NewScope(ctx)
	defer func() {
		if fault := scope.Close(err); fault != nil {
			w.logger.LogAttrs(ctx, slog.LevelError, "the scope of a subscription could not be closed", w.attrs(fault)...)
		}
	}()
	c, err := w.consumer(scope)
	if err != nil {
		return err
	}
	return fn(ctx, c)
}

// caused returns a context under which what is appended names the record as its cause.
func caused(ctx context.Context, r *eventstore.Record) context.Context {
	m := r.Metadata
	m.Causation = r.ID
	return eventstore.WithMetadata(ctx, m)
}

// consume has the consumer handle those events of a batch that need not wait, and returns
// how many of the batch are done with.
func (w *worker) consume(ctx context.Context, c consumer, batch []keyed) (done int, err error) {
	if c.bulk() {
		if records := ready(batch); len(records) > 0 {
			err = safely(func() error { return c.all(ctx, records) })
		}
		if err != nil {
			return 0, err
		}
		return len(batch), nil
	}
	for n, k := range batch {
		if k.waits {
			continue
		}
		if err := safely(func() error { return c.one(ctx, k.item) }); err != nil {
			return n, &eventError{k.item, err}
		}
	}
	return len(batch), nil
}

// ready returns the records of those of a batch that need not wait.
func ready(batch []keyed) []eventstore.Record {
	records := make([]eventstore.Record, 0, len(batch))
	for _, k := range batch {
		if !k.waits {
			records = append(records, k.Record)
		}
	}
	return records
}
