package eventing

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// The bounds of a feed: how many records it keeps, and how many bytes of data they may have.
const (
	feedRecords = 8192
	feedBytes   = 32 << 20
	feedPage    = 1000
)

// feed keeps the last records of the log in memory, so that one reader serves all shards of
// this process that are near the head. A shard that is further behind reads for itself.
type feed struct {
	mu      sync.RWMutex
	running bool
	from    eventstore.Position // every record behind it is in items
	through eventstore.Position // as far as this one
	items   []*item
	bytes   int
	news    signal

	readers int
	joined  signal
}

// join says that somebody wants to be fed, leave that he does not any more.
func (f *feed) join() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readers++
	f.joined.raise()
}

func (f *feed) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readers--
}

// follow reads the log from its head on until ctx is over, for as long as somebody is there to be
// fed.
func (f *feed) follow(ctx context.Context, log eventstore.Store, failed func(err error)) {
	defer f.stop()
	outage := backoff{}
	for ctx.Err() == nil {
		err := f.read(ctx, log, &outage)
		if ctx.Err() == nil {
			failed(err)
			_ = pause(ctx, nil, outage.next())
		}
	}
}

func (f *feed) read(ctx context.Context, log eventstore.Store, outage *backoff) error {
	for {
		if !f.wanted() {
			f.stop()
			if err := f.idle(ctx); err != nil {
				return err
			}
		}
		if !f.runs() {
			head, err := log.Head(ctx)
			if err != nil {
				return err
			}
			f.begin(head)
		}
		head, err := log.Wait(ctx, f.end())
		if err != nil {
			return err
		}
		if err := f.readTo(ctx, log, head); err != nil {
			return err
		}
		outage.reset()
	}
}

func (f *feed) wanted() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.readers > 0
}

// idle waits until somebody is there to be fed.
func (f *feed) idle(ctx context.Context) error {
	for joined := f.joined.coming(); !f.wanted(); joined = f.joined.coming() {
		select {
		case <-joined:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (f *feed) readTo(ctx context.Context, log eventstore.Store, head eventstore.Position) error {
	var page []*item
	for r, err := range log.ReadAll(ctx, f.end(), eventstore.Filter{Through: head}) {
		if err != nil {
			return err
		}
		page = append(page, &item{Record: r})
		if len(page) == feedPage {
			f.add(page, r.Position)
			page = nil
		}
	}
	f.add(page, head)
	return nil
}

// runs reports whether the feed knows where the log ends.
func (f *feed) runs() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.running
}

func (f *feed) begin(head eventstore.Position) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running, f.from, f.through = true, head, head
	f.news.raise()
}

func (f *feed) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running, f.items, f.bytes = false, nil, 0
}

func (f *feed) end() eventstore.Position {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.through
}

// add appends what was read as far as the position, and drops what is too much.
func (f *feed) add(page []*item, through eventstore.Position) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items = append(f.items, page...)
	f.through = max(f.through, through)
	for _, i := range page {
		f.bytes += len(i.Data)
	}
	drop := 0
	for ; len(f.items)-drop > feedRecords || f.bytes > feedBytes && drop < len(f.items); drop++ {
		f.bytes -= len(f.items[drop].Data)
		f.from = f.items[drop].Position
		f.items[drop] = nil
	}
	f.items = f.items[drop:]
	f.news.raise()
}

// after returns the records behind the position, so many at most, and how far they reach. It
// is not ok where the feed does not have all of them.
func (f *feed) after(p eventstore.Position, limit int) (items []*item, through eventstore.Position, ok bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if !f.running || p < f.from {
		return nil, 0, false
	}
	if p >= f.through {
		return nil, p, true
	}
	at, _ := slices.BinarySearchFunc(f.items, p+1, func(i *item, p eventstore.Position) int { return compare(i.Position, p) })
	rest := f.items[at:]
	if len(rest) > limit {
		return slices.Clone(rest[:limit]), rest[limit-1].Position, true
	}
	return slices.Clone(rest), f.through, true
}

// The bounds of the pauses after a failure of the store.
const (
	shortestOutage = 100 * time.Millisecond
	longestOutage  = 5 * time.Second
)

// backoff is the pause after failures that have nothing to do with an event. The zero value
// is that before the first one.
type backoff struct{ last time.Duration }

func (b *backoff) next() time.Duration {
	b.last = min(max(2*b.last, shortestOutage), longestOutage)
	return jitter(b.last)
}

func (b *backoff) reset() { b.last = 0 }

var errStopped = errors.New("stopped")

// pause returns after the time, or earlier with an error when ctx is over or stop is closed.
func pause(ctx context.Context, stop <-chan struct{}, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-stop:
		return errStopped
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
