package eventing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
)

// Move has the subscription go on from another place: back, to handle events once more,
// or ahead, to leave some out. It returns when all shards are there; the processes that work
// on them do it by themselves, also when this one dies before. Letters stay, unless they are
// dropped.
func (e *Engine) Move(ctx context.Context, name string, to Start) error {
	r, err := e.runner(name)
	if err != nil {
		return err
	}
	if err := e.ensure(ctx, r); err != nil {
		return err
	}
	position, err := to.resolve(ctx, e.log, r.filter)
	if err == nil {
		err = r.command(ctx, func(_ context.Context, c *control) error {
			c.MoveTo, c.Moving = position, nil
			for shard := range c.Shards {
				c.Moving = append(c.Moving, shard)
			}
			return nil
		})
	}
	if err == nil {
		err = r.seeMoved(ctx)
	}
	if err != nil {
		return fmt.Errorf("move the subscription %q to %s: %w", name, to, err)
	}
	return nil
}

// seeMoved waits until all shards are moved, and moves those that nobody works on.
func (r *runner) seeMoved(ctx context.Context) error {
	owner := r.owner + "/" + eventstore.NewID()
	for wait := shortestAwait; ; wait = min(2*wait, longestAwait) {
		d, err := r.control(ctx)
		if err != nil || len(d.Value.Moving) == 0 {
			return err
		}
		for _, shard := range d.Value.Moving {
			if err := r.moveFree(ctx, owner, shard); err != nil {
				return err
			}
		}
		if err := pause(ctx, r.orders.coming(), wait); err != nil && !errors.Is(err, errStopped) {
			return err
		}
	}
}

// moveFree moves a shard, if nobody works on it.
func (r *runner) moveFree(ctx context.Context, owner string, shard int) error {
	l, err := r.leases.Acquire(ctx, shardName(r.Name, shard), owner, r.Lease)
	if _, held := errors.AsType[*lease.HeldError](err); held {
		return nil
	}
	if err != nil {
		return err
	}
	w := &worker{runner: r, shard: shard, lease: l}
	return errors.Join(w.move(ctx), r.leases.Release(ctx, l))
}

// move puts the checkpoint of the shard where an order says.
func (w *worker) move(ctx context.Context) error {
	return w.command(ctx, func(ctx context.Context, c *control) error {
		if !slices.Contains(c.Moving, w.shard) {
			return nil
		}
		if err := w.leases.Guard(ctx, w.lease); err != nil {
			return err
		}
		from, err := w.checkpoints.Load(ctx, shardName(w.Name, w.shard))
		if err != nil {
			return err
		}
		if _, err := w.checkpoints.Save(ctx, from, int64(c.MoveTo)); err != nil {
			return err
		}
		c.Moving = slices.DeleteFunc(c.Moving, func(shard int) bool { return shard == w.shard })
		return nil
	})
}
