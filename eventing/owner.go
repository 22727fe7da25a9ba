package eventing

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/data/lease"
)

// balance brings the number of shards that this process works on to its fair share.
func (r *runner) balance(ctx context.Context, c crew) {
	o := r.order.Load()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.layOut(ctx, o)
	quota := c.quota(r.owner, r.Name, o.Shards)
	if o.Target != 0 || o.Paused { // somebody else may have something to do with the shards
		quota = 0
	}
	for n, shard := range slices.Sorted(maps.Keys(r.workers)) {
		if n >= quota || shard >= o.Shards {
			r.workers[shard].end()
		}
	}
	for shard := 0; shard < o.Shards && len(r.workers) < quota; shard++ {
		if owner, _ := c.owner(r.Name, shard); r.workers[shard] == nil && (owner == "" || owner == r.owner) {
			r.work(ctx, shard)
		}
	}
}

// work starts a worker, which gives up at once when somebody else has the shard.
func (r *runner) work(ctx context.Context, shard int) {
	ctx, cancel := context.WithCancel(ctx)
	stop := make(chan struct{})
	w := &worker{runner: r, shard: shard, stop: stop}
	w.end = sync.OnceFunc(func() {
		close(stop)
		time.AfterFunc(r.Lease, cancel) // for a consumer that does not come back
	})
	r.workers[shard] = w
	r.busy.Go(func() {
		defer cancel()
		if err := w.hold(ctx); err != nil {
			r.logger.LogAttrs(ctx, slog.LevelInfo, "a shard of a subscription was given up", w.attrs(err)...)
		}
		r.mu.Lock()
		delete(r.workers, shard)
		r.mu.Unlock()
		if w.holding.Load() {
			r.changed.raise()
		}
	})
}

// hold works on the shard for as long as the lease can be had.
func (w *worker) hold(ctx context.Context) error {
	name := shardName(w.Name, w.shard)
	_, err := w.leases.Acquire(ctx, name, w.owner, w.Lease)
	if _, held := errors.AsType[*lease.HeldError](err); held {
		return nil
	}
	if err != nil {
		return err
	}
	return w.leases.Hold(ctx, name, w.owner, w.Lease, func(ctx context.Context, l lease.Lease) error {
		w.holding.Store(true)
		w.feed.join()
		defer w.feed.leave()
		w.changed.raise()
		return w.run(ctx, l)
	})
}

func (r *runner) stopAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.workers {
		w.end()
	}
	if r.stopLayout != nil {
		r.stopLayout()
	}
}

// shares returns which shards this process works on, in order.
func (r *runner) shares(now time.Time) []share {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []share
	for _, shard := range slices.Sorted(maps.Keys(r.workers)) {
		if w := r.workers[shard]; w.holding.Load() {
			rate, failed := w.report.read(now)
			list = append(list, share{Subscription: r.Name, Shard: shard, Rate: rate, Error: failed})
		}
	}
	return list
}
