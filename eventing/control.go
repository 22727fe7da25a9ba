package eventing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// control is what all processes have to know of a subscription: one document, whose every
// change is a word to those who work on it. They look at least each second.
type control struct {
	Name string `json:"name"`
	// Shards is the layout that counts, whatever the config of a process says.
	Shards int `json:"shards"`
	// Target is the layout to come; while it is not 0, nobody begins to work on a shard.
	Target int  `json:"target,omitempty"`
	Paused bool `json:"paused"`
	// Moving are the shards that are to go on from MoveTo.
	Moving []int               `json:"moving,omitempty"`
	MoveTo eventstore.Position `json:"move_to,omitempty"`
	// Changes counts what was changed beside the document, such as letters.
	Changes int64 `json:"changes"`
}

// order is a control document in one of its versions, that rise.
type order struct {
	control
	version int64
}

func orderOf(d *data.Document[control]) *order { return &order{d.Value, d.Version()} }

// errNotStarted is what is known of a subscription before any process has run it.
func errNotStarted(name string) error {
	return errs.NotFound("subscription_not_started", "the subscription %q was never run on this store", name)
}

// Pause stops the subscription in all processes within a second, after the unit of work that
// is under way, until [Engine.Resume]. Its letters wait too.
func (e *Engine) Pause(ctx context.Context, name string) error {
	return e.setPaused(ctx, name, true)
}

// Resume lets a paused subscription go on where it was.
func (e *Engine) Resume(ctx context.Context, name string) error {
	return e.setPaused(ctx, name, false)
}

func (e *Engine) setPaused(ctx context.Context, name string, paused bool) error {
	r, err := e.runner(name)
	if err != nil {
		return err
	}
	return r.command(ctx, func(_ context.Context, c *control) error {
		c.Paused = paused
		return nil
	})
}

// place puts the checkpoints of all shards at the position.
func (e *Engine) place(ctx context.Context, name string, shards int, position eventstore.Position) error {
	for shard := range shards {
		c, err := e.checkpoints.Load(ctx, shardName(name, shard))
		if err != nil {
			return err
		}
		if _, err := e.checkpoints.Save(ctx, c, int64(position)); err != nil {
			return err
		}
	}
	return nil
}

// betweenCommands is the longest pause before a command is tried again.
const betweenCommands = 5 * time.Millisecond

// command changes the control document, and with it what change writes beside it, in one unit
// of work, again and again until nobody comes in between. Then everybody is told.
func (r *runner) command(ctx context.Context, change func(ctx context.Context, c *control) error) error {
	for {
		var changed *data.Document[control]
		err := uow.Do(ctx, func(ctx context.Context) error {
			d, err := r.control(ctx)
			if err != nil {
				return err
			}
			d.Value.Changes++
			changed = d
			if err := change(ctx, &d.Value); err != nil {
				return err
			}
			return r.controls.Update(ctx, d)
		})
		if err == nil {
			r.obey(orderOf(changed))
			return nil
		}
		if !overtaken(err) {
			return err
		}
		if err := pause(ctx, nil, jitter(betweenCommands)); err != nil {
			return err
		}
	}
}

// overtaken reports whether somebody else wrote first what a unit of work wanted to write.
func overtaken(err error) bool {
	_, stale := errors.AsType[*data.StaleError](err)
	_, moved := errors.AsType[*lease.MovedError](err)
	_, duplicate := errors.AsType[*data.DuplicateError](err)
	return stale || moved || duplicate
}

func (r *runner) control(ctx context.Context) (*data.Document[control], error) {
	d, err := r.controls.Get(ctx, r.Name)
	if errors.Is(err, errs.KindNotFound) {
		return nil, errNotStarted(r.Name)
	}
	return d, err
}

// ensure writes what a subscription begins with, unless that was done before: the control
// document, and all checkpoints at the same position.
func (e *Engine) ensure(ctx context.Context, r *runner) error {
	d, err := r.control(ctx)
	if err == nil {
		r.obey(orderOf(d))
		return nil
	}
	if !errors.Is(err, errs.KindNotFound) {
		return err
	}
	position, err := r.Start.resolve(ctx, e.log, r.filter)
	if err != nil {
		return fmt.Errorf("start the subscription %q at %s: %w", r.Name, r.Start, err)
	}
	fresh := data.NewDocument(control{Name: r.Name, Shards: r.Shards})
	err = uow.Do(ctx, func(ctx context.Context) error {
		if err := e.controls.Add(ctx, fresh); err != nil {
			return err
		}
		return e.place(ctx, r.Name, r.Shards, position)
	})
	if overtaken(err) {
		return e.ensure(ctx, r)
	}
	if err != nil {
		return fmt.Errorf("start the subscription %q: %w", r.Name, err)
	}
	r.obey(orderOf(fresh))
	return nil
}

// obey makes an order known in this process, unless it knows a later one.
func (r *runner) obey(o *order) {
	for {
		known := r.order.Load()
		if known != nil && known.version >= o.version {
			return
		}
		if r.order.CompareAndSwap(known, o) {
			r.orders.raise()
			r.changed.raise()
			return
		}
	}
}

// hear learns the orders of all subscriptions, and gives the first one to those that are new.
func (e *Engine) hear(ctx context.Context) error {
	found, err := e.controls.Find(ctx, query.All())
	if err != nil {
		return err
	}
	for _, d := range found.Items {
		if r, err := e.runner(d.Value.Name); err == nil {
			r.obey(orderOf(d))
		}
	}
	for _, r := range e.runners {
		if r.order.Load() == nil {
			if err := e.ensure(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}
