package eventing

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// fetch is a page of the log on its way: while a shard that is far behind handles one, the
// next is read.
type fetch struct {
	after   eventstore.Position
	through eventstore.Position
	full    bool // there may be more behind it
	items   []*item
	err     error
	done    chan struct{}
	cancel  context.CancelFunc
}

// The bounds of how many items of a page are made at once.
const (
	smallestChunk = 16
	largestChunk  = 512
)

// fetch begins to read the log, through the filter of the subscription.
func (w *worker) fetch(ctx context.Context, after, head eventstore.Position) *fetch {
	ctx, cancel := context.WithCancel(ctx)
	f := &fetch{after: after, through: head, done: make(chan struct{}), cancel: cancel}
	filter := w.filter
	filter.Through = head
	filter.Limit = min(max(w.Batch, shortestPage)*w.loaded.Shards, longestPage)
	go func() {
		defer close(f.done)
		defer cancel()
		f.items = make([]*item, 0, min(filter.Limit, int(head-after)))
		var chunk []item // made together: what a page needs is dropped together
		for r, err := range w.log.ReadAll(ctx, after, filter) {
			if err != nil {
				f.err = err
				return
			}
			if len(chunk) == cap(chunk) {
				chunk = make([]item, 0, min(max(2*cap(chunk), smallestChunk), largestChunk))
			}
			chunk = append(chunk, item{Record: r})
			f.items = append(f.items, &chunk[len(chunk)-1])
		}
		if f.full = len(f.items) == filter.Limit; f.full {
			f.through = f.items[len(f.items)-1].Position
		}
	}()
	return f
}

// drop ends a fetch that nobody wants any more. A nil fetch is none.
func (f *fetch) drop() {
	if f != nil {
		f.cancel()
		<-f.done
	}
}

// read returns the page behind the position, and begins to fetch the one behind that.
func (w *worker) read(ctx context.Context, head eventstore.Position) (page, error) {
	f := w.fetching
	w.fetching = nil
	if tail := w.tail(); f == nil || f.after != tail {
		f.drop()
		f = w.fetch(ctx, tail, head)
	}
	<-f.done
	if f.err != nil {
		return page{}, f.err
	}
	if f.full && f.through < head {
		w.fetching = w.fetch(ctx, f.through, head)
	}
	return w.choose(f.items, f.through), nil
}

// dropAhead gives up what was read ahead.
func (w *worker) dropAhead() {
	w.fetching.drop()
	w.fetching, w.ahead = nil, page{}
}
