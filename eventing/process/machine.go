package process

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Machine is one process without anything around it: no store, no mediator, and a clock that
// stands still until it is told otherwise. It takes the same steps as in a program. Package
// processtest makes a test kit of it. It is not safe for concurrent use.
type Machine struct {
	plan    *plan
	process any
	in      *Instance
	now     time.Time
}

// NewMachine returns the process before its first event. It fails when the routes make no
// sense, with every fault at once.
func NewMachine[P, S any](process P, routes ...Route[P, S]) (*Machine, error) {
	p := planOf(Config{Name: "machine"}.withDefaults(), routes)
	if len(p.faults) > 0 {
		return nil, errors.New(strings.Join(p.faults, "; "))
	}
	return &Machine{plan: p, process: process, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, nil
}

// Instance returns what would be stored, the zero value before the process has begun.
func (m *Machine) Instance() Instance {
	if m.in == nil {
		return Instance{}
	}
	return *m.copied()
}

// Now returns the time of the machine.
func (m *Machine) Now() time.Time { return m.now }

// Hear hands an event to the process. It fails as the method does, when no route is there
// for the event, and when it is of another correlation than those before.
func (m *Machine) Hear(event aggregate.Event) error {
	h, ok := m.plan.events[reflect.TypeOf(event)]
	if !ok {
		return fmt.Errorf("the process does not listen to %T", event)
	}
	correlation := h.correlate(event)
	switch {
	case correlation == "", m.in == nil && !h.starts:
		return nil
	case m.in != nil && m.in.Correlation != correlation:
		return fmt.Errorf("%T is of %q, and the process of %q", event, correlation, m.in.Correlation)
	}
	return m.change(correlation, func(in *Instance) error {
		return m.plan.hear(in, m.process, h, occurrence{event: event, now: m.now})
	})
}

// Pending returns the commands to be sent, in order.
func (m *Machine) Pending() ([]any, error) {
	var list []any
	for _, c := range m.Instance().Commands {
		_, value, err := m.plan.decode(c.Message)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

var errNothingPending = errors.New("there is no command to be sent")

// Answer says that the first command is through, and what it was answered with; nil is the
// zero value of its answer.
func (m *Machine) Answer(answer any) error {
	return m.first(func(in *Instance, known *command, value any) error {
		var answered func(*turn) error
		if known.answered != nil {
			answered = known.answered(m.process, value, answer)
		}
		return m.plan.sent(in, m.now, answered)
	})
}

// Refuse says that the first command was refused.
func (m *Machine) Refuse(reason *errs.Error) error {
	return m.first(func(in *Instance, _ *command, _ any) error { return m.plan.refused(in, m.process, reason, m.now) })
}

// Fail says that the first command was tried in vain as often as it may be, so that the
// process is stuck.
func (m *Machine) Fail(reason error) error {
	return m.first(func(in *Instance, _ *command, _ any) error {
		m.plan.jam(in, m.now, reason)
		return nil
	})
}

func (m *Machine) first(fn func(in *Instance, known *command, value any) error) error {
	if m.in == nil || len(m.in.Commands) == 0 {
		return errNothingPending
	}
	known, value, err := m.plan.decode(m.in.Commands[0].Message)
	if err != nil {
		return err
	}
	return m.change(m.in.Correlation, func(in *Instance) error { return fn(in, known, value) })
}

// Pass lets time go by, and fires the timers that run out, each at its time.
func (m *Machine) Pass(d time.Duration) error {
	end := m.now.Add(d)
	for m.in != nil && len(m.in.Timers) > 0 && !m.in.Timers[0].Due.After(end) {
		timer := m.in.Timers[0]
		if timer.Due.After(m.now) {
			m.now = timer.Due
		}
		err := m.change(m.in.Correlation, func(in *Instance) error { return m.plan.fire(in, m.process, timer.Name, m.now) })
		if err != nil {
			return err
		}
	}
	m.now = end
	return nil
}

// change works on a copy, which counts when all went well.
func (m *Machine) change(correlation string, fn func(in *Instance) error) error {
	in := newInstance(m.plan.name, correlation, m.now)
	if m.in != nil {
		in = m.copied()
	}
	if err := fn(in); err != nil {
		return err
	}
	m.in = in
	return nil
}

func (m *Machine) copied() *Instance {
	in := *m.in
	in.State = slices.Clone(in.State)
	in.Commands = slices.Clone(in.Commands)
	in.Compensations = slices.Clone(in.Compensations)
	in.Timers = slices.Clone(in.Timers)
	in.History = slices.Clone(in.History)
	return &in
}
