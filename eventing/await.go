package eventing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/errs"
)

// The pauses between two looks at what another process has done.
const (
	shortestAwait = 10 * time.Millisecond
	longestAwait  = 100 * time.Millisecond
)

// Await returns once the subscription has handled everything up to the position, so that
// what it keeps can be read: for a query that is to see what the command before it wrote.
// Events that do not concern it are not waited for, nor are those that were set aside. It
// works from any process, for as long as ctx lasts.
//
//	ctx, token := eventstore.Track(ctx)
//	…
//	err := engine.Await(ctx, "order-list", token.Position())
func (e *Engine) Await(ctx context.Context, name string, p eventstore.Position) error {
	r, err := e.runner(name)
	if err != nil {
		return err
	}
	for wait := shortestAwait; ; wait = min(2*wait, longestAwait) {
		progress := r.progress.coming()
		passed, here, err := r.passed(ctx, p)
		if err != nil && !errors.Is(err, errs.KindNotFound) {
			return fmt.Errorf("wait for the subscription %q: %w", name, err)
		}
		if passed {
			return nil
		}
		if !here {
			progress = nil // it tells nothing about the others
		}
		timer := time.NewTimer(wait)
		select {
		case <-progress:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("wait for the subscription %q to come to %d: %w", name, p, context.Cause(ctx))
		}
		timer.Stop()
	}
}

// passed reports whether all shards have passed the position, and whether this process works on
// all of them, so that it need not ask the store.
func (r *runner) passed(ctx context.Context, p eventstore.Position) (passed, here bool, err error) {
	if o := r.order.Load(); o != nil {
		if passed, here = r.near(o.Shards, p); here {
			return passed, here, nil
		}
	}
	d, err := r.control(ctx)
	if err != nil {
		return false, false, err
	}
	behind, err := r.behind(ctx, d.Value.Shards, p)
	if err != nil || len(behind) == 0 {
		return err == nil, false, err
	}
	first, err := r.first(ctx, d.Value.Shards, behind, p)
	return first == nil && err == nil, false, err
}

// near reports whether the workers of this process have passed the position, and whether they are
// all there are.
func (r *runner) near(shards int, p eventstore.Position) (passed, here bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	passed = true
	for shard := range shards {
		w := r.workers[shard]
		if w == nil {
			return false, false
		}
		reached, ok := w.report.reached()
		if !ok {
			return false, false
		}
		passed = passed && reached >= p
	}
	return passed, true
}

// behind returns the checkpoints of the shards that are not at the position yet.
func (r *runner) behind(ctx context.Context, shards int, p eventstore.Position) (map[int]lease.Checkpoint, error) {
	behind := make(map[int]lease.Checkpoint)
	for shard := range shards {
		c, err := r.checkpoints.Load(ctx, shardName(r.Name, shard))
		if err != nil {
			return nil, err
		}
		if eventstore.Position(c.Position) < p {
			behind[shard] = c
		}
	}
	return behind, nil
}

// first returns the first event up to the position that one of the shards has not handled, nil
// when there is none.
func (r *runner) first(
	ctx context.Context, shards int, behind map[int]lease.Checkpoint, p eventstore.Position,
) (*eventstore.Record, error) {
	from := p
	for _, c := range behind {
		from = min(from, eventstore.Position(c.Position))
	}
	filter := r.filter
	filter.Through = p
	for record, err := range r.log.ReadAll(ctx, from, filter) {
		if err != nil {
			return nil, err
		}
		shard := r.shardOf(record, shards)
		if c, ok := behind[shard]; ok && int64(record.Position) > c.Position {
			return &record, nil
		}
	}
	return nil, nil
}
