package process

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// turn is one step while it is being decided: what the method wants, kept apart from the
// instance until it has succeeded.
type turn struct {
	plan  *plan
	in    *Instance // to be read
	now   time.Time
	cause eventstore.Metadata

	state         json.RawMessage
	pending       []*pending
	compensations []Message
	timers        []timerChange
	completes     bool
	aborts        bool
	reason        string
	faults        []error
}

// pending is a command that was given to Send in this turn.
type pending struct {
	turn *turn
	Message
	undo []Message
}

type timerChange struct {
	name string
	due  time.Time // zero cancels
}

// step runs a method on the instance, which is changed when all went well.
func (p *plan) step(in *Instance, now time.Time, cause eventstore.Metadata, method func(*turn) error) error {
	t := &turn{plan: p, in: in, now: now, cause: cause, state: in.State}
	if err := method(t); err != nil {
		return err
	}
	if t.aborts && t.completes {
		t.fault(errors.New("the step calls both Complete and Abort; call one of them"))
	}
	if err := errors.Join(t.faults...); err != nil {
		return fmt.Errorf("step of process %s %q: %w", in.Process, in.Correlation, err)
	}
	t.apply(in)
	return nil
}

func (t *turn) fault(err error) { t.faults = append(t.faults, err) }

// message returns a command as it is stored.
func (t *turn) message(command any) Message {
	c, ok := t.plan.byType[reflect.TypeOf(command)]
	if !ok {
		t.fault(fmt.Errorf("a %T is not among the commands of the process; give process.Sends[%T] to process.Add", command, command))
		return Message{}
	}
	body, err := data.Encode(command)
	if err != nil {
		t.fault(fmt.Errorf("store the command %s: %w", c.name, err))
	}
	return Message{Name: c.name, Body: body}
}

func (t *turn) send(command any) Sending {
	p := &pending{turn: t, Message: t.message(command)}
	t.pending = append(t.pending, p)
	return Sending{p}
}

func (p *pending) undoneBy(command any) { p.undo = append(p.undo, p.turn.message(command)) }

func (t *turn) compensate(command any) {
	t.compensations = append(t.compensations, t.message(command))
}

func (t *turn) set(timer string, due time.Time) {
	if _, ok := t.plan.timers[timer]; !ok {
		t.fault(fmt.Errorf("the timer %q leads nowhere; give process.OnTimer(%q, …) to process.Add", timer, timer))
	}
	t.timers = append(t.timers, timerChange{timer, due.UTC()})
}

func (t *turn) cancel(timer string) { t.timers = append(t.timers, timerChange{name: timer}) }

// apply makes what the turn wants part of the instance.
func (t *turn) apply(in *Instance) {
	in.State = t.state
	if in.Status.undoing() {
		for _, m := range t.compensations {
			in.enqueue(t, m, nil)
		}
		in.settle(t.plan, t.now)
		return
	}
	for _, c := range t.timers {
		in.setTimer(c)
	}
	in.Compensations = append(in.Compensations, t.compensations...)
	for _, c := range t.pending {
		in.enqueue(t, c.Message, c.undo)
	}
	switch {
	case t.aborts:
		in.abort(t)
	case t.completes:
		in.Status = Completing
	}
	if in.Status != Running {
		in.Timers = nil
	}
	in.settle(t.plan, t.now)
}

func (in *Instance) enqueue(t *turn, m Message, undo []Message) {
	in.Sequence++
	metadata := t.cause
	if metadata.Correlation == "" {
		metadata.Correlation = in.Correlation
	}
	c := Command{
		Message: m, Undo: undo, Due: t.now, Metadata: metadata,
		ID: eventstore.IDFor("process", in.Process, in.Correlation, strconv.Itoa(in.Sequence)),
	}
	c.Metadata.Causation = c.ID
	in.Commands = append(in.Commands, c)
}

func (in *Instance) setTimer(c timerChange) {
	in.Timers = slices.DeleteFunc(in.Timers, func(t Timer) bool { return t.Name == c.name })
	if c.due.IsZero() {
		return
	}
	in.Timers = append(in.Timers, Timer{Name: c.name, Due: c.due})
	slices.SortStableFunc(in.Timers, func(a, b Timer) int { return a.Due.Compare(b.Due) })
}

// abort withdraws what is not sent and queues the compensations, last one first.
func (in *Instance) abort(t *turn) {
	for _, c := range in.Commands {
		in.note(t.plan.history, Entry{At: t.now, What: Withdrawn, Name: c.Name})
	}
	in.note(t.plan.history, Entry{At: t.now, What: WasAborted, Note: t.reason})
	in.Status, in.Reason, in.Commands, in.Stuck = Compensating, t.reason, nil, nil
	for _, m := range slices.Backward(in.Compensations) {
		in.enqueue(t, m, nil)
	}
	in.Compensations = nil
}

// settle ends what has nothing left to do, and notes when to look at the rest.
func (in *Instance) settle(p *plan, now time.Time) {
	in.Changed = now
	in.end(p, now)
	in.Due = nil
	if len(in.Commands) > 0 && !in.Commands[0].Jammed {
		in.Due = &in.Commands[0].Due
	}
	for _, t := range in.Timers {
		if !t.Jammed && (in.Due == nil || t.Due.Before(*in.Due)) {
			in.Due = &t.Due
		}
	}
}

// end moves a process to its end when its commands are through, and back when a late event
// has added one.
func (in *Instance) end(p *plan, now time.Time) {
	switch {
	case in.Status == Aborted && len(in.Commands) > 0:
		in.Status, in.Ended = Compensating, nil
	case in.Status == Completing && len(in.Commands) == 0:
		in.Status, in.Ended, in.Compensations = Completed, &now, nil
		in.note(p.history, Entry{At: now, What: WasCompleted})
	case in.Status == Compensating && len(in.Commands) == 0:
		in.Status, in.Ended = Aborted, &now
		in.note(p.history, Entry{At: now, What: IsCompensated})
	}
}
