package eventing

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// keyed is a record with the key that a subscription gives it.
type keyed struct {
	*item
	key   string
	waits bool // behind an earlier event of its key
}

// page is what comes next for a shard.
type page struct {
	batch   []keyed
	through eventstore.Position // whatever else there is up to here does not concern the shard
	seen    int                 // how many records that is
	more    bool                // there may be more behind it
}

// The bounds of what a shard looks at in one go.
const (
	scan         = 2000
	shortestPage = 1000
	longestPage  = 10_000
)

// next returns what comes behind the position of the worker, a batch at most.
func (w *worker) next(ctx context.Context) (page, error) {
	if len(w.ahead.batch) == 0 || w.ahead.batch[0].Position <= w.tail() {
		p, err := w.look(ctx)
		if err != nil || len(p.batch) == 0 {
			return p, err
		}
		w.ahead = p
	}
	p := w.ahead
	if len(p.batch) > w.Batch {
		p.batch, w.ahead.batch = p.batch[:w.Batch], p.batch[w.Batch:]
		p.through = p.batch[w.Batch-1].Position
		return p, nil
	}
	w.ahead = page{}
	return p, nil
}

// look returns what is behind the position: from the feed, or from the log where the feed does not
// reach back so far.
func (w *worker) look(ctx context.Context) (page, error) {
	items, through, ok := w.feed.after(w.tail(), scan)
	if ok && (w.until == 0 || through <= w.until) {
		w.dropAhead()
		return w.choose(items, through), nil
	}
	head, err := w.log.Head(ctx)
	if err != nil {
		return page{}, err
	}
	if w.until > 0 {
		head = min(head, w.until)
	}
	if head <= w.tail() {
		return page{through: w.tail()}, nil
	}
	return w.read(ctx, head)
}

// choose picks those of the records that concern the shard. They reach as far as the position.
func (w *worker) choose(items []*item, through eventstore.Position) page {
	p := page{through: through, seen: len(items), more: through > w.tail()}
	p.batch = make([]keyed, 0, len(items)/w.loaded.Shards)
	for _, i := range items {
		if !w.wants(&i.Record) {
			continue
		}
		if key := w.Key(i.Record); shardOf(key, w.loaded.Shards) == w.shard {
			p.batch = append(p.batch, keyed{item: i, key: key})
		}
	}
	return p
}
