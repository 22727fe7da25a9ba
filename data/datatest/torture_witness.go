package datatest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// page returns records behind a position, waiting until there are some.
type page func(ctx context.Context, after eventstore.Position) ([]eventstore.Record, error)

// pageSize is how many records a reader takes at a time: few enough for the end of a
// page to lie within an append.
const pageSize = 700

// pages follows a log.
func pages(log eventstore.Store) page {
	return func(ctx context.Context, after eventstore.Position) (page []eventstore.Record, err error) {
		if _, err := log.Wait(ctx, after); err != nil {
			return nil, err
		}
		for r, err := range log.ReadAll(ctx, after, eventstore.Filter{Limit: pageSize}) {
			if err != nil {
				return page, err
			}
			page = append(page, r)
		}
		return page, nil
	}
}

// everything reads a log from beginning to end at once, which is one page.
func everything(log eventstore.Store) page {
	return func(ctx context.Context, after eventstore.Position) (page []eventstore.Record, err error) {
		for r, err := range log.ReadAll(ctx, after, eventstore.Filter{}) {
			if err != nil {
				return page, err
			}
			r.Data, r.Metadata = nil, eventstore.Metadata{}
			page = append(page, r)
		}
		return page, nil
	}
}

// witness is a reader that remembers.
type witness struct {
	position atomic.Int64
	broken   atomic.Bool

	mu       sync.Mutex
	seen     map[token]int // how many events of the append
	events   int
	versions map[string]int64
	faults   []string
}

func newWitness() *witness { return &witness{seen: map[token]int{}, versions: map[string]int64{}} }

func (w *witness) at() eventstore.Position { return eventstore.Position(w.position.Load()) }

func (w *witness) failed() bool { return w.broken.Load() }

// follow reads on until ctx is over. Its connection may be cut, too; then it asks again.
func (w *witness) follow(ctx context.Context, next page) {
	for ctx.Err() == nil {
		if err := w.read(ctx, next); err != nil && ctx.Err() == nil && errs.KindOf(err) != errs.KindUnavailable {
			w.fault("reading behind %d: %v", w.at(), err)
			w.broken.Store(true)
			return
		}
	}
}

func (w *witness) read(ctx context.Context, next page) error {
	page, err := next(ctx, w.at())
	w.mu.Lock()
	for _, r := range page {
		w.see(&r)
	}
	w.mu.Unlock()
	if len(page) == 0 {
		wait(ctx, time.Millisecond) // who does not wait for news is not to ask without end
	}
	return err
}

func (w *witness) see(r *eventstore.Record) {
	name := func() string { return fmt.Sprintf("%s@%d at %d", r.Stream, r.Version, r.Position) }
	if r.Position <= w.at() {
		w.fault("%s came after position %d", name(), w.at())
	}
	if before := w.versions[r.Stream]; r.Version != before+1 {
		w.fault("%s came after version %d", name(), before)
	}
	w.versions[r.Stream] = r.Version
	w.position.Store(int64(r.Position))
	w.events++
	if r.Type == endType {
		return
	}
	k, n, ok := tokenOf(r.ID)
	if before := w.seen[k]; !ok || n != before {
		w.fault("%s is event %d of append %v, of which %d were seen", name(), n, k, before)
	}
	w.seen[k]++
}

// maxFaults is how many faults are told of; the first tell most.
const maxFaults = 20

func (w *witness) fault(format string, args ...any) {
	if len(w.faults) < maxFaults {
		w.faults = append(w.faults, fmt.Sprintf(format, args...))
	}
}

// partial counts the appends that were seen in part so far.
func (w *witness) partial(entries map[token]entry) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k, e := range entries {
		if seen := w.seen[k]; seen > 0 && seen < e.events {
			n++
		}
	}
	return n
}
