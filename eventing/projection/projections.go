package projection

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// Projections answers for the projections of a program: which version serves, whether one
// is ready to, how two of them differ, and it builds them anew. It is a singleton that [Add]
// registers, and safe for concurrent use. [eventing.Engine.Run] keeps the rows up to date.
type Projections struct {
	store    data.Store
	engine   *eventing.Engine
	controls controls
	families map[string]*family
	ready    latch
}

// Version is one version of a projection as it stands.
type Version struct {
	Projection string
	Version    int
	// Subscription is what builds it; "" for one that is inline.
	Subscription string
	Inline       bool
	// Serving says that programs which have several versions read this one.
	Serving bool
	// Position is how far it has come, Head the end of the log; of one that is inline there is
	// nothing to say.
	Position, Head eventstore.Position
	// Behind estimates how many events it has yet to handle.
	Behind int64
	// Letters is how many events it has set aside because they failed, or wait behind one
	// that did.
	Letters int
	// Resetting says that its rows are incomplete, because a rebuild was begun and not
	// brought to its end.
	Resetting bool
}

// List returns how the versions of all projections of the program stand, by name and
// version.
func (p *Projections) List(ctx context.Context) ([]Version, error) {
	statuses, err := p.engine.Status(ctx)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]eventing.Status, len(statuses))
	for _, s := range statuses {
		byName[s.Name] = s
	}
	var all []Version
	for _, name := range slices.Sorted(maps.Keys(p.families)) {
		f := p.families[name]
		d, err := p.control(ctx, name)
		if err != nil {
			return nil, err
		}
		serving := f.choose(d)
		for _, of := range f.plans {
			v := of.describe(byName[of.Subscription()])
			v.Serving = of == serving
			v.Resetting = d != nil && slices.Contains(d.Value.Resetting, of.Version)
			all = append(all, v)
		}
	}
	return all, nil
}

func (p *plan) describe(s eventing.Status) Version {
	v := Version{Projection: p.Name, Version: p.Version, Inline: p.Inline}
	if p.Inline {
		return v
	}
	v.Subscription = p.Subscription()
	for i, shard := range s.Shards {
		if i == 0 || shard.Position < v.Position {
			v.Position = shard.Position
		}
		v.Head, v.Behind = shard.Head, v.Behind+shard.Lag
	}
	for _, n := range s.Letters {
		v.Letters += n
	}
	return v
}

// Await returns once the version that serves has come to the position; see [View] for what
// becomes of it when that takes too long.
func (p *Projections) Await(ctx context.Context, name string, position eventstore.Position) error {
	f, err := p.family(name)
	if err != nil {
		return err
	}
	of, err := f.serving(ctx)
	if err != nil || of.Inline {
		return err
	}
	return p.wait(ctx, of, position)
}

// Switch has every program that has several versions of the projection read this one, within
// a second. It refuses, with an errs.KindConflict of the code "projection_behind", unless the
// version handles everything that is in the log now within the Wait of its config, and has set
// nothing aside.
func (p *Projections) Switch(ctx context.Context, name string, version int) error {
	f, of, err := p.find(name, version)
	if err != nil {
		return err
	}
	if err := p.caughtUp(ctx, of, of.Wait); err != nil {
		return err
	}
	err = p.change(ctx, name, func(c *control) error {
		if slices.Contains(c.Resetting, version) {
			return errResetting(of)
		}
		c.Serving, c.Since = version, time.Now().UTC()
		return nil
	})
	f.forget()
	return err
}

// caughtUp fails unless the version has handled, or handles within the time, everything that
// is in the log now.
func (p *Projections) caughtUp(ctx context.Context, of *plan, within time.Duration) error {
	if of.Inline {
		return nil
	}
	log, err := eventstore.Of(p.store)
	if err != nil {
		return err
	}
	head, err := log.Head(ctx)
	if err != nil {
		return err
	}
	looking, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err = p.engine.Await(looking, of.Subscription(), head)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return errs.Conflict("projection_behind", "version %d of the projection %q has not caught up; wait for it, or look at its letters",
			of.Version, of.Name)
	}
	if err != nil {
		return err
	}
	letters, err := p.engine.Letters(ctx, eventing.LetterQuery{Subscription: of.Subscription(), Size: 1})
	if err == nil && letters.Total > 0 {
		return errs.Conflict("projection_behind", "version %d of the projection %q has set %d events aside; replay or drop them",
			of.Version, of.Name, letters.Total)
	}
	return err
}

func errResetting(of *plan) error {
	return errs.Conflict("projection_resetting", "the rows of version %d of the projection %q are incomplete; rebuild it", of.Version, of.Name)
}

// change changes the control document of a projection, again when somebody else did.
func (p *Projections) change(ctx context.Context, name string, change func(*control) error) error {
	for {
		err := uow.Do(ctx, func(ctx context.Context) error {
			d, err := p.control(ctx, name)
			if err != nil {
				return err
			}
			if d == nil {
				d = data.NewDocument(control{Name: name})
				if err := change(&d.Value); err != nil {
					return err
				}
				return p.controls.Add(ctx, d)
			}
			if err := change(&d.Value); err != nil {
				return err
			}
			return p.controls.Update(ctx, d)
		})
		_, stale := errors.AsType[*data.StaleError](err)
		_, duplicate := errors.AsType[*data.DuplicateError](err)
		if !stale && !duplicate || ctx.Err() != nil {
			return err
		}
	}
}

// Newest returns the highest version of the projection that the program has.
func (p *Projections) Newest(name string) (int, error) {
	f, err := p.family(name)
	if err != nil {
		return 0, err
	}
	return f.newest().Version, nil
}

func (p *Projections) family(name string) (*family, error) {
	f, ok := p.families[name]
	if !ok {
		return nil, errs.NotFound("projection_unknown", "there is no projection named %q in this program", name)
	}
	return f, nil
}

// find returns a version of the program.
func (p *Projections) find(name string, version int) (*family, *plan, error) {
	f, err := p.family(name)
	if err != nil {
		return nil, nil, err
	}
	of := f.version(version)
	if of == nil {
		return nil, nil, errs.NotFound("projection_version_unknown", "there is no version %d of the projection %q in this program", version, name)
	}
	return f, of, nil
}

// subscribed returns a version that is built by a subscription.
func (p *Projections) subscribed(name string, version int) (*plan, error) {
	_, of, err := p.find(name, version)
	if err == nil && of.Inline {
		err = errs.Conflict("projection_inline", "the projection %q is inline and has no subscription", name)
	}
	return of, err
}
