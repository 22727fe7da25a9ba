package process

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// listener is the process as a consumer of events.
type listener[P any] struct {
	host    *host
	process any
}

// routeOf returns the route of the subscription for events of type E.
func routeOf[P any, E aggregate.Event](h *hearing) eventing.Route[*listener[P]] {
	return eventing.On(func(l *listener[P], ctx context.Context, e E) error {
		return l.host.hear(ctx, l.process, h, e)
	})
}

// hear is the step of an event, in the unit of work of the subscription.
func (h *host) hear(ctx context.Context, process any, to *hearing, e any) error {
	correlation := to.correlate(e)
	if correlation == "" {
		return nil
	}
	now, err := h.clock.Now(ctx)
	if err != nil {
		return err
	}
	o := occurrence{event: e, now: now}
	if record, ok := eventing.RecordOf(ctx); ok {
		o.position, o.metadata = record.Position, record.Metadata
	}
	d, err := h.find(ctx, correlation)
	if err != nil || d == nil && !to.starts {
		return err
	}
	if d == nil {
		return h.begin(ctx, process, to, correlation, o)
	}
	if d.Value.deaf(o.position) {
		return nil
	}
	if err := h.plan.hear(&d.Value, process, to, o); err != nil {
		return err
	}
	h.wakeAfter(ctx, &d.Value)
	return h.instances.Update(ctx, d)
}

// begin is the first step of a process.
func (h *host) begin(ctx context.Context, process any, to *hearing, correlation string, o occurrence) error {
	d := data.NewDocument(*newInstance(h.Name, correlation, o.now))
	if err := h.plan.hear(&d.Value, process, to, o); err != nil {
		return err
	}
	h.wakeAfter(ctx, &d.Value)
	return h.instances.Add(ctx, d)
}

// wakeAfter has the commands of the instance sent as soon as the unit of work is committed.
func (h *host) wakeAfter(ctx context.Context, in *Instance) {
	if in.Due == nil || in.Due.After(in.Changed) {
		return
	}
	correlation := in.Correlation
	uow.AfterCommit(ctx, func(context.Context) { h.wake(correlation) })
}
