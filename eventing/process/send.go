package process

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Sent is a command of a process as its handler sees it.
type Sent struct {
	// ID is the same each time the command is sent.
	ID string
	// Process and Correlation tell who sends it.
	Process     string
	Correlation string
	// Repeated says that it was sent before, and how that ended was not stored, or was a
	// failure. What the handler has done in the store was undone; what it has done elsewhere
	// was not.
	Repeated bool
}

type sentKey struct{}

// CommandOf returns the command of a process that is being handled under ctx. A handler
// whose effects are not in the store of the process, such as a call of a payment service,
// hands the id on as the key by which the other side knows repetitions. That the command is
// new is no promise: a program that dies between the effect and the commit has forgotten.
func CommandOf(ctx context.Context) (Sent, bool) {
	s, ok := ctx.Value(sentKey{}).(Sent)
	return s, ok
}

// advance does the next thing that is due for the process, and reports whether there may
// be another one.
func (h *host) advance(ctx context.Context, l lease.Lease, correlation string) (again bool, err error) {
	now, err := h.clock.Now(ctx)
	if err != nil {
		return false, err
	}
	d, err := h.find(ctx, correlation)
	if err != nil || d == nil || d.Value.Due == nil || d.Value.Due.After(now) {
		return false, err
	}
	in := &d.Value
	for i, t := range in.Timers {
		if !t.Jammed && t.Due.Equal(*in.Due) {
			return true, h.fire(ctx, l, d, i, now)
		}
	}
	return true, h.send(ctx, l, d, now)
}

// send sends the first command. What it does and that it was sent is one unit of work.
func (h *host) send(ctx context.Context, l lease.Lease, d *document, now time.Time) error {
	c := d.Value.Commands[0]
	ctx = eventstore.WithMetadata(ctx, c.Metadata)
	ctx = context.WithValue(ctx, sentKey{}, Sent{ID: c.ID, Process: h.Name, Correlation: d.Value.Correlation, Repeated: c.Tries > 0})
	handled := false
	err := h.unit(ctx, l, func(ctx context.Context, scope *di.Scope) error {
		known, value, err := h.plan.decode(c.Message)
		if err != nil {
			return err
		}
		answer, err := known.send(&sendCall{ctx, h.mediator, value})
		if err != nil {
			return err
		}
		handled = true
		answered, err := h.answered(scope, known, value, answer)
		if err != nil {
			return err
		}
		if err := h.plan.sent(&d.Value, now, answered); err != nil {
			return err
		}
		return h.instances.Update(ctx, d)
	})
	return h.settle(ctx, l, d.Value.Correlation, judge(ctx, err, handled), func(in *Instance, scope *di.Scope, v verdict) error {
		if len(in.Commands) == 0 || in.Commands[0].ID != c.ID {
			return nil // somebody has withdrawn it meanwhile
		}
		return h.blame(in, scope, v, now)
	})
}

func (h *host) answered(scope *di.Scope, known *command, value, answer any) (func(*turn) error, error) {
	if known.answered == nil {
		return nil, nil
	}
	process, err := h.process(scope)
	if err != nil {
		return nil, err
	}
	return known.answered(process, value, answer), nil
}

// fire runs the method of a timer.
func (h *host) fire(ctx context.Context, l lease.Lease, d *document, i int, now time.Time) error {
	timer := d.Value.Timers[i]
	err := h.unit(ctx, l, func(ctx context.Context, scope *di.Scope) error {
		process, err := h.process(scope)
		if err != nil {
			return err
		}
		if err := h.plan.fire(&d.Value, process, timer.Name, now); err != nil {
			return err
		}
		return h.instances.Update(ctx, d)
	})
	v := judge(ctx, err, true)
	return h.settle(ctx, l, d.Value.Correlation, v, func(in *Instance, _ *di.Scope, v verdict) error {
		for i := range in.Timers {
			if t := &in.Timers[i]; t.Name == timer.Name && t.Due.Equal(timer.Due) {
				if t.failed(v, h.Config, &t.Due, now) {
					h.plan.jamTimer(in, i, now, v.err)
				}
				break
			}
		}
		in.settle(h.plan, now)
		return nil
	})
}

// settle does what a failure asks for: nothing, to let it be tried again at once, or a
// change of the process in a unit of work of its own, for the first one is undone.
func (h *host) settle(
	ctx context.Context, l lease.Lease, correlation string, v verdict, change func(*Instance, *di.Scope, verdict) error,
) error {
	switch v.kind {
	case succeeded, again:
		return pause(ctx, v)
	case stopped:
		return v.err
	}
	h.logger.WarnContext(ctx, "a step of a process failed", slog.String("process", h.Name),
		slog.String("correlation", correlation), slog.String("outcome", v.kind.String()), slog.Any("error", v.err))
	err := h.unit(ctx, l, func(ctx context.Context, scope *di.Scope) error {
		d, err := h.find(ctx, correlation)
		if err != nil || d == nil {
			return err
		}
		if err := change(&d.Value, scope, v); err != nil {
			return err
		}
		return h.instances.Update(ctx, d)
	})
	if next := judge(ctx, err, true); next.kind != again && next.kind != succeeded {
		return fmt.Errorf("note the failure of process %s %q: %w", h.Name, correlation, err)
	}
	return nil
}

// blame notes what the first command has failed with.
func (h *host) blame(in *Instance, scope *di.Scope, v verdict, now time.Time) error {
	c := &in.Commands[0]
	if v.kind == refused {
		process, err := h.process(scope)
		if err != nil {
			return err
		}
		if err = h.plan.refused(in, process, errs.From(v.err), now); err == nil {
			return nil
		}
		v = verdict{failed, fmt.Errorf("handle that %s was refused (%w): %w", c.Name, v.err, err)}
	}
	if c.failed(v, h.Config, &c.Due, now) {
		h.plan.jam(in, now, v.err)
		return nil
	}
	in.settle(h.plan, now)
	return nil
}

// failed counts a failure, and reports whether that was the last one that is put up with.
func (a *Attempts) failed(v verdict, config Config, due *time.Time, now time.Time) (jammed bool) {
	a.Tries++
	a.Error = v.err.Error()
	if v.kind == failed {
		a.Faults++
	}
	*due = now.Add(backoff(config, a.Tries))
	return a.Faults >= config.Retry.Attempts
}

// backoff doubles from the first pause to the longest, and takes up to a half away at
// random.
func backoff(config Config, tries int) time.Duration {
	d := config.Retry.Max
	if shift := tries - 1; shift < 30 {
		d = min(d, config.Retry.First<<shift)
	}
	return d - rand.N(d/2+1) //nolint:gosec // no secret
}
