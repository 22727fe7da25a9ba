package eventing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// layOut begins to divide the keys into as many shards as the config says, where that is not what
// the store says: once in the life of a process, and whenever somebody began with it and did
// not live to finish. r.mu is held.
func (r *runner) layOut(ctx context.Context, o *order) {
	if o.Paused { // the shards cannot be brought to one position
		return
	}
	wanted := o.Target
	if wanted == 0 && !r.laidOut {
		wanted = r.Shards
	}
	if o.Target == 0 && o.Shards == r.Shards {
		r.laidOut = true
	}
	if wanted == 0 || r.laidOut && o.Target == 0 || r.stopLayout != nil {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	r.stopLayout = cancel
	r.busy.Go(func() {
		defer cancel()
		err := r.divide(ctx, wanted)
		attrs := []slog.Attr{slog.String("subscription", r.Name), slog.Int("shards", wanted)}
		if err == nil {
			r.logger.LogAttrs(ctx, slog.LevelInfo, "a subscription has another number of shards", attrs...)
		} else if ctx.Err() == nil {
			r.logger.LogAttrs(ctx, slog.LevelWarn, "a subscription waits for another number of shards", append(attrs, slog.Any("error", err))...)
			_ = pause(ctx, nil, lookEvery)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.stopLayout = nil
		r.laidOut = r.laidOut || err == nil && wanted == r.Shards
	})
}

// divide has everybody let go of the shards, brings all of them to one position and changes their
// number there. The keys that are divided anew meet the same events then as before.
func (r *runner) divide(ctx context.Context, shards int) error {
	owner := r.owner + "/layout" // not that of the workers of this process, which it waits for
	return r.leases.Hold(ctx, "subscription/"+r.Name, owner, r.Lease, func(ctx context.Context, _ lease.Lease) error {
		d, err := r.control(ctx)
		if err != nil || d.Value.Shards == shards && d.Value.Target == 0 {
			return err
		}
		old := d.Value.Shards
		err = r.command(ctx, func(_ context.Context, c *control) error {
			c.Target = shards
			return nil
		})
		if err != nil {
			return err
		}
		return r.holdAll(ctx, owner, old, nil, func(ctx context.Context, held []lease.Lease) error {
			for {
				if err := r.align(ctx, held); err != nil {
					return err
				}
				if err := r.redivide(ctx, held, shards); !errors.Is(err, errMisaligned) {
					return err
				}
			}
		})
	})
}

// holdAll calls fn once it holds the leases of so many shards.
func (r *runner) holdAll(
	ctx context.Context, owner string, shards int, held []lease.Lease, fn func(ctx context.Context, held []lease.Lease) error,
) error {
	if len(held) == shards {
		return fn(ctx, held)
	}
	return r.leases.Hold(ctx, shardName(r.Name, len(held)), owner, r.Lease, func(ctx context.Context, l lease.Lease) error {
		return r.holdAll(ctx, owner, shards, append(held, l), fn)
	})
}

// align brings the shards to the position of the one that has come furthest.
func (r *runner) align(ctx context.Context, held []lease.Lease) error {
	furthest, least, err := r.extent(ctx, len(held))
	if err != nil {
		return err
	}
	d, err := r.control(ctx)
	if err != nil || furthest == least && len(d.Value.Moving) == 0 {
		return err
	}
	for shard, l := range held {
		w := &worker{runner: r, shard: shard, until: max(furthest, 1)}
		if err := w.run(ctx, l); err != nil {
			return fmt.Errorf("bring shard %d of %q to position %d: %w", shard, r.Name, furthest, err)
		}
	}
	return nil
}

// extent returns how far the first and the last of the shards have come.
func (r *runner) extent(ctx context.Context, shards int) (furthest, least eventstore.Position, err error) {
	for shard := range shards {
		c, err := r.checkpoints.Load(ctx, shardName(r.Name, shard))
		if err != nil {
			return 0, 0, err
		}
		p := eventstore.Position(c.Position)
		if shard == 0 {
			least = p
		}
		furthest, least = max(furthest, p), min(least, p)
	}
	return furthest, least, nil
}

// redivide changes the number of shards, all of which are held and at one position.
func (r *runner) redivide(ctx context.Context, held []lease.Lease, shards int) error {
	return r.command(ctx, func(ctx context.Context, c *control) error {
		for _, l := range held {
			if err := r.leases.Guard(ctx, l); err != nil {
				return err
			}
		}
		position, least, err := r.extent(ctx, len(held))
		if err != nil {
			return err
		}
		if position != least || len(c.Moving) > 0 {
			return errMisaligned
		}
		if err := r.place(ctx, r.Name, shards, position); err != nil {
			return err
		}
		c.Shards, c.Target = shards, 0
		return r.readdress(ctx, shards)
	})
}

// readdress gives the letters to the shards that their keys are in.
func (r *runner) readdress(ctx context.Context, shards int) error {
	found, err := r.letters.Find(ctx, query.Where(letterSubscription.Eq(r.Name)))
	if err != nil {
		return err
	}
	for _, d := range found.Items {
		d.Value.Shard = shardOf(d.Value.Key, shards)
		if err := r.letters.Update(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
