package eventing

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
)

// CatchUp handles everything that is in the log now, for the subscriptions with the names or
// for all of them, and returns when that is done: for tests and for the command line. A shard
// that somebody works on it waits for. It returns a [*LetterError] for the first event that
// it had to set aside, once the others are handled.
func (e *Engine) CatchUp(ctx context.Context, names ...string) error {
	list, err := e.chosen(names)
	if err != nil {
		return err
	}
	head, err := e.log.Head(ctx)
	if err != nil {
		return fmt.Errorf("catch up: %w", err)
	}
	var faults []error
	for _, r := range list {
		if err := r.catchUp(ctx, head, false); err != nil {
			faults = append(faults, fmt.Errorf("catch up with the subscription %q: %w", r.Name, err))
		}
	}
	return errors.Join(faults...)
}

// CatchUpTo handles everything up to the position and nothing behind it, as [Engine.CatchUp]
// does, also of a subscription that is paused: to bring several of them to one place, or one to
// the place in front of an event.
func (e *Engine) CatchUpTo(ctx context.Context, name string, p eventstore.Position) error {
	r, err := e.runner(name)
	if err == nil {
		err = r.catchUp(ctx, p, true)
	}
	if err != nil {
		return fmt.Errorf("bring the subscription %q to %d: %w", name, p, err)
	}
	return nil
}

func (r *runner) catchUp(ctx context.Context, head eventstore.Position, regardless bool) error {
	if err := r.ensure(ctx, r); err != nil || head == 0 {
		return err
	}
	var faults []error
	for shard := 0; shard < r.order.Load().Shards; shard++ {
		faults = append(faults, r.catchUpShard(ctx, shard, head, regardless))
	}
	return errors.Join(faults...)
}

func (r *runner) catchUpShard(ctx context.Context, shard int, head eventstore.Position, regardless bool) error {
	name, owner := shardName(r.Name, shard), r.owner+"/"+eventstore.NewID()
	for {
		_, err := r.leases.Acquire(ctx, name, owner, r.Lease)
		if _, held := errors.AsType[*lease.HeldError](err); !held {
			if err != nil {
				return err
			}
			break
		}
		if passed, err := r.passedShard(ctx, shard, head); passed || err != nil {
			return err
		}
		if err := pause(ctx, nil, longestAwait); err != nil {
			return err
		}
	}
	w := &worker{runner: r, shard: shard, until: head, regardless: regardless}
	err := r.leases.Hold(ctx, name, owner, r.Lease, w.run)
	if err == nil {
		err = w.failed
	}
	return err
}

// passedShard reports whether one shard has passed the position.
func (r *runner) passedShard(ctx context.Context, shard int, p eventstore.Position) (bool, error) {
	d, err := r.control(ctx)
	if err != nil {
		return false, err
	}
	behind, err := r.behind(ctx, d.Value.Shards, p)
	c, late := behind[shard]
	if err != nil || !late {
		return err == nil, err
	}
	first, err := r.first(ctx, d.Value.Shards, map[int]lease.Checkpoint{shard: c}, p)
	return first == nil && err == nil, err
}
