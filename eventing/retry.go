package eventing

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

func compare[T cmp.Ordered](a, b T) int { return cmp.Compare(a, b) }

// jitter returns the time, shortened at random by up to a half.
func jitter(d time.Duration) time.Duration {
	if d < 2 {
		return d
	}
	return d - rand.N(d/2) //nolint:gosec // nobody gains from guessing it
}

// after returns the pause that follows so many failed attempts.
func (r Retry) after(attempts int) time.Duration {
	d := r.First
	for ; attempts > 1 && d < r.Max; attempts-- {
		d *= 2
	}
	return jitter(min(d, r.Max))
}

// retry tries the events whose time has come, a batch of them at most, and reports whether
// there were any.
func (w *worker) retry(ctx context.Context) (tried bool, err error) {
	left := w.Batch
	for _, key := range w.aside.due(time.Now()) {
		for more := true; more && left > 0 && !w.stopped(); {
			var n int
			if n, more, err = w.retryKey(ctx, key); err != nil {
				return tried, err
			}
			left -= n
			tried = tried || n > 0
		}
	}
	return tried, nil
}

// retryKey tries the first event that a key has set aside, or several where they only waited. It
// returns how many, and whether there are more to be tried now.
func (w *worker) retryKey(ctx context.Context, key string) (tried int, more bool, err error) {
	group, err := w.nextOf(ctx, key)
	if err != nil || len(group) == 0 {
		return 0, false, err
	}
	events, err := w.eventsOf(ctx, group)
	if err != nil {
		return 0, false, err
	}
	err = w.redo(ctx, group, events)
	if w.poison(ctx, err) && len(group) > 1 {
		group, events = group[:1], events[:1]
		err = w.redo(ctx, group, events)
	}
	for n := 1; n < inPlace && overtaken(err) && w.poison(ctx, err); n++ {
		err = w.redo(ctx, group, events)
	}
	if w.poison(ctx, err) {
		err = w.failAgain(ctx, group[0].Value, err)
	}
	if err != nil {
		return 0, false, err
	}
	next, err := w.nextOf(ctx, key)
	return len(group), len(next) > 0, err
}

// nextOf returns the letters of a key that are to be tried now, in order: the first one, and where
// that only waited those behind it that did as well. It notes what the key waits for.
func (w *worker) nextOf(ctx context.Context, key string) ([]*data.Document[Letter], error) {
	found, err := w.letters.Find(ctx, w.blocking(letterKey.Eq(key)).Limit(w.Batch))
	if err != nil {
		return nil, err
	}
	delete(w.aside, key)
	group := found.Items
	if len(group) == 0 {
		return nil, nil
	}
	h := headOf(group[0].Value)
	w.aside.add(key, h)
	if h.state == Parked || h.due.After(time.Now()) {
		return nil, nil
	}
	for n, d := range group {
		if d.Value.State != Waiting {
			return group[:max(n, 1)], nil
		}
	}
	return group, nil
}

// eventsOf reads the events of letters; one whose stream was erased is not there any more, and
// nil.
func (w *worker) eventsOf(ctx context.Context, group []*data.Document[Letter]) ([][]keyed, error) {
	events := make([][]keyed, len(group))
	for n, d := range group {
		l := d.Value
		for r, err := range w.log.ReadAll(ctx, l.Position-1, eventstore.Filter{Through: l.Position, Limit: 1, Archived: true}) {
			if err != nil {
				return nil, err
			}
			events[n] = []keyed{{item: &item{Record: r}, key: l.Key}}
		}
	}
	return events, nil
}

// redo handles the events of letters and removes the letters.
func (w *worker) redo(ctx context.Context, group []*data.Document[Letter], events [][]keyed) error {
	begun := time.Now()
	batch := slices.Concat(events...)
	err := w.inScope(ctx, batch, func(ctx context.Context, c consumer) error {
		handle := func(ctx context.Context) error {
			_, err := w.consume(ctx, c, batch)
			return err
		}
		if !w.Detached {
			return w.remove(ctx, group, handle)
		}
		if err := handle(ctx); err != nil {
			return err
		}
		return w.remove(ctx, group, nothing)
	})
	w.observe(Observation{Kind: Handled, Events: len(batch), Duration: time.Since(begun), Err: err}, batch)
	return err
}

// remove takes letters away, in one unit of work with what also writes.
func (w *worker) remove(ctx context.Context, group []*data.Document[Letter], also func(ctx context.Context) error) error {
	return uow.Do(ctx, func(ctx context.Context) error {
		if err := w.leases.Guard(ctx, w.lease); err != nil {
			return err
		}
		for _, d := range group {
			if err := w.letters.Remove(ctx, d); err != nil {
				return err
			}
		}
		return also(ctx)
	}, w.options...)
}

// failAgain notes on a letter that its event failed once more.
func (w *worker) failAgain(ctx context.Context, l Letter, cause error) error {
	l = w.judge(l, cause, time.Now().UTC())
	err := uow.Do(ctx, func(ctx context.Context) error {
		if err := w.leases.Guard(ctx, w.lease); err != nil {
			return err
		}
		d, err := w.letters.Get(ctx, l.ID)
		if err != nil {
			return err
		}
		d.Value = l
		return w.letters.Update(ctx, d)
	})
	if errors.Is(err, errs.KindNotFound) { // dropped meanwhile
		return nil
	}
	if err == nil {
		w.lament(ctx, l, cause)
	}
	return err
}
