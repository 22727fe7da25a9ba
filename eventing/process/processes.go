package process

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Processes sends the commands and fires the timers of all processes of the program, and
// answers for them. It is a singleton that [Add] registers, and safe for concurrent use. Any
// number of programs may run on one store: each process is worked for by one of them at a
// time.
type Processes struct {
	hosts  []*host
	engine *eventing.Engine
	owner  string
}

func (l *list) newProcesses(store data.Store, registry *eventstore.Registry, m *mediator.Mediator, e *eventing.Engine) (*Processes, error) {
	for _, h := range l.hosts {
		h.plan.registry = registry
		if err := h.open(store, m); err != nil {
			return nil, fmt.Errorf("process %q: %w", h.Name, err)
		}
	}
	return &Processes{hosts: l.hosts, engine: e, owner: eventstore.NewID()}, nil
}

// useLogger takes the logger of the services, where there is one.
func (l *list) useLogger(c *di.Container) {
	logger, err := di.Resolve[*slog.Logger](c)
	if err != nil {
		return
	}
	for _, h := range l.hosts {
		h.logger = logger
	}
}

// Names returns the names of the processes, in the order of their registration.
func (p *Processes) Names() []string {
	names := make([]string, len(p.hosts))
	for i, h := range p.hosts {
		names[i] = h.Name
	}
	return names
}

// Get returns a process by its name and correlation, or an errs.KindNotFound with the
// code "process_not_found".
func (p *Processes) Get(ctx context.Context, name, correlation string) (Instance, error) {
	h, err := p.host(name)
	if err != nil {
		return Instance{}, err
	}
	d, err := h.instances.Get(ctx, correlation)
	if err != nil {
		return Instance{}, err
	}
	return d.Value, nil
}

// List returns the processes of a name that the query finds:
//
//	stuck, err := processes.List(ctx, "transfer", query.Where(process.IsStuck()).OrderBy(process.FieldStuck.Asc()))
func (p *Processes) List(ctx context.Context, name string, q query.Query) (query.Page[Instance], error) {
	h, err := p.host(name)
	if err != nil {
		return query.Page[Instance]{}, err
	}
	page, err := h.instances.Find(ctx, q)
	return query.MapPage(page, func(d *document) Instance { return d.Value }), err
}

// Resume has a stuck process go on: what failed is tried again, as often as the first time.
// An event that it could not handle is replayed as well.
func (p *Processes) Resume(ctx context.Context, name, correlation string) error {
	h, err := p.host(name)
	if err != nil {
		return err
	}
	replayed, err := p.engine.Replay(ctx, eventing.LetterQuery{Subscription: name, Key: correlation})
	if err != nil && !errors.Is(err, errs.KindNotFound) { // that the subscription was never run
		return err
	}
	return uow.Do(ctx, func(ctx context.Context) error {
		d, err := h.find(ctx, correlation)
		switch {
		case err != nil:
			return err
		case replayed > 0 && (d == nil || d.Value.Stuck == nil):
			return nil
		case d == nil || d.Value.Stuck == nil:
			return errs.Conflict("process_not_stuck", "the process %s %q is not stuck; there is nothing to resume", name, correlation)
		}
		now, err := h.clock.Now(ctx)
		if err != nil {
			return err
		}
		d.Value.resume(h.plan, now)
		h.wakeAfter(ctx, &d.Value)
		return h.instances.Update(ctx, d)
	})
}

// Abort has a process that has not ended give up, as [Step.Abort] does: what it has done is
// compensated.
func (p *Processes) Abort(ctx context.Context, name, correlation, reason string) error {
	return p.change(ctx, name, correlation, func(h *host, in *Instance) error {
		if in.Status.Ended() {
			return ended(in)
		}
		now, err := h.clock.Now(ctx)
		if err != nil {
			return err
		}
		return h.plan.step(in, now, eventstore.Metadata{}, func(t *turn) error {
			t.aborts, t.reason = true, reason
			return nil
		})
	})
}

// Abandon ends a process as it is, with the reason: no command is sent any more, not even a
// compensation.
func (p *Processes) Abandon(ctx context.Context, name, correlation, reason string) error {
	return p.change(ctx, name, correlation, func(h *host, in *Instance) error {
		if in.Status.Ended() {
			return ended(in)
		}
		now, err := h.clock.Now(ctx)
		if err == nil {
			in.abandon(h.plan, now, reason)
		}
		return err
	})
}

func ended(in *Instance) error {
	return errs.Conflict("process_ended", "the process %s %q is %s already", in.Process, in.Correlation, in.Status)
}

// change changes a process in a unit of work, which the one in ctx is where there is one.
func (p *Processes) change(ctx context.Context, name, correlation string, fn func(h *host, in *Instance) error) error {
	h, err := p.host(name)
	if err != nil {
		return err
	}
	return uow.Do(ctx, func(ctx context.Context) error {
		d, err := h.instances.Get(ctx, correlation)
		if err != nil {
			return err
		}
		if err := fn(h, &d.Value); err != nil {
			return err
		}
		h.wakeAfter(ctx, &d.Value)
		return h.instances.Update(ctx, d)
	})
}

func (p *Processes) host(name string) (*host, error) {
	for _, h := range p.hosts {
		if h.Name == name {
			return h, nil
		}
	}
	return nil, errs.NotFound("process_unknown", "there is no process named %q in this program", name)
}
