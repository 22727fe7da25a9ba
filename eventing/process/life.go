package process

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// occurrence is an event that reached the process.
type occurrence struct {
	event    any
	position eventstore.Position
	metadata eventstore.Metadata
	now      time.Time
}

// cause is what the commands of a step carry on of the event: what it belongs to, and who
// wanted it.
func (o occurrence) cause() eventstore.Metadata {
	return eventstore.Metadata{Correlation: o.metadata.Correlation, Trace: o.metadata.Trace, Actor: o.metadata.Actor}
}

func newInstance(name, correlation string, now time.Time) *Instance {
	return &Instance{Process: name, Correlation: correlation, Status: Running, State: json.RawMessage("{}"), Started: now}
}

// deaf reports whether the process takes no notice of an event any more.
func (in *Instance) deaf(position eventstore.Position) bool {
	heard := position > 0 && position <= in.Position
	return heard || in.Status == Completing || in.Status == Completed || in.Status == Abandoned
}

// hear is the step of an event.
func (p *plan) hear(in *Instance, process any, h *hearing, o occurrence) error {
	if in.deaf(o.position) {
		return nil
	}
	return p.step(in, o.now, o.cause(), func(t *turn) error {
		if err := h.method(process, o.event)(t); err != nil {
			return err
		}
		in.Position = max(in.Position, o.position)
		in.note(p.history, Entry{At: o.now, What: HeardEvent, Name: h.name})
		return nil
	})
}

// fire is the step of the timer, which is gone afterwards unless the step has set it anew.
func (p *plan) fire(in *Instance, process any, timer string, now time.Time) error {
	return p.step(in, now, eventstore.Metadata{}, func(t *turn) error {
		if err := p.timers[timer](process)(t); err != nil {
			return err
		}
		in.setTimer(timerChange{name: timer})
		in.note(p.history, Entry{At: now, What: TimerFired, Name: timer})
		return nil
	})
}

// sent notes that the first command is through. That is a step where somebody wants the answer.
func (p *plan) sent(in *Instance, now time.Time, answered func(*turn) error) error {
	c := in.Commands[0]
	return p.step(in, now, c.cause(), func(t *turn) error {
		if answered != nil {
			if err := answered(t); err != nil {
				return err
			}
		}
		in.Commands = slices.Delete(in.Commands, 0, 1)
		if !in.Status.undoing() {
			in.Compensations = append(in.Compensations, c.Undo...)
		}
		in.note(p.history, Entry{At: now, What: CommandSent, Name: c.Name})
		return nil
	})
}

func (c Command) cause() eventstore.Metadata {
	m := c.Metadata
	m.Causation = ""
	return m
}

// refused notes that the first command was refused, which is a step of its own.
func (p *plan) refused(in *Instance, process any, reason *errs.Error, now time.Time) error {
	c := in.Commands[0]
	known, value, err := p.decode(c.Message)
	if err != nil {
		return err
	}
	if known.refused == nil && in.Status.undoing() {
		p.jam(in, now, reason)
		return nil
	}
	return p.step(in, now, c.cause(), func(t *turn) error {
		if known.refused == nil {
			t.aborts, t.reason = true, c.Name+": "+reason.Message
		} else if err := known.refused(process, value, reason)(t); err != nil {
			return err
		}
		in.Commands = slices.Delete(in.Commands, 0, 1)
		in.note(p.history, Entry{At: now, What: Refused, Name: c.Name, Note: reason.Reason() + ": " + reason.Message})
		return nil
	})
}

// jam stops the commands until somebody has looked.
func (p *plan) jam(in *Instance, now time.Time, reason error) {
	c := &in.Commands[0]
	c.Jammed, c.Error = true, reason.Error()
	in.jammed(p, now, "command "+c.Name, reason)
}

func (p *plan) jamTimer(in *Instance, i int, now time.Time, reason error) {
	t := &in.Timers[i]
	t.Jammed, t.Error = true, reason.Error()
	in.jammed(p, now, "timer "+t.Name, reason)
}

func (in *Instance) jammed(p *plan, now time.Time, what string, reason error) {
	in.Stuck = &Stuck{What: what, Error: reason.Error(), Since: now}
	in.note(p.history, Entry{At: now, What: BecameStuck, Name: what, Note: reason.Error()})
	in.settle(p, now)
}

// resume has everything tried again that was jammed.
func (in *Instance) resume(p *plan, now time.Time) {
	for i := range in.Commands {
		in.Commands[i].retry(&in.Commands[i].Due, now)
	}
	for i := range in.Timers {
		in.Timers[i].retry(&in.Timers[i].Due, now)
	}
	in.Stuck = nil
	in.note(p.history, Entry{At: now, What: WasResumed})
	in.settle(p, now)
}

func (a *Attempts) retry(due *time.Time, now time.Time) {
	if a.Tries > 0 || a.Jammed {
		*a, *due = Attempts{}, now
	}
}

// abandon ends the process as it is.
func (in *Instance) abandon(p *plan, now time.Time, reason string) {
	for _, c := range in.Commands {
		in.note(p.history, Entry{At: now, What: Withdrawn, Name: c.Name})
	}
	in.Status, in.Reason, in.Ended = Abandoned, reason, &now
	in.Commands, in.Compensations, in.Timers, in.Stuck = nil, nil, nil, nil
	in.note(p.history, Entry{At: now, What: WasAbandoned, Note: reason})
	in.settle(p, now)
}
