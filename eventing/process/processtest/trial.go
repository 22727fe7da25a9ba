package processtest

import (
	"testing"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/process"
)

// Trial is one process under test, with the state S. What cannot be ends the test.
type Trial[S any] struct {
	t       testing.TB
	machine *process.Machine
}

// New returns a trial of the process, before its first event.
func New[P, S any](t testing.TB, p P, routes ...process.Route[P, S]) *Trial[S] {
	t.Helper()
	m, err := process.NewMachine(p, routes...)
	must(t, err)
	return &Trial[S]{t, m}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Hear hands events to the process, one after the other.
func (r *Trial[S]) Hear(events ...aggregate.Event) {
	r.t.Helper()
	for _, event := range events {
		must(r.t, r.machine.Hear(event))
	}
}

// Fails hands an event to the process that it is to fail with, and returns the error. The
// process is as it was before.
func (r *Trial[S]) Fails(event aggregate.Event) error {
	r.t.Helper()
	err := r.machine.Hear(event)
	if err == nil {
		r.t.Fatalf("the step of %T succeeded", event)
	}
	return err
}

// Pending returns the commands that are to be sent, in order.
func (r *Trial[S]) Pending() []any {
	r.t.Helper()
	list, err := r.machine.Pending()
	must(r.t, err)
	return list
}

// Answer says that the first command is through, with its answer; nil is the zero value of
// that. It returns the command.
func (r *Trial[S]) Answer(answer any) (command any) {
	r.t.Helper()
	return r.first(func() error { return r.machine.Answer(answer) })
}

// AnswerAll says that all commands are through, also those that follow, with the zero values of
// their answers, and returns them.
func (r *Trial[S]) AnswerAll() (commands []any) {
	r.t.Helper()
	for len(r.Pending()) > 0 {
		commands = append(commands, r.Answer(nil))
	}
	return commands
}

// Refuse says that the first command was refused, and returns it.
func (r *Trial[S]) Refuse(reason *errs.Error) (command any) {
	r.t.Helper()
	return r.first(func() error { return r.machine.Refuse(reason) })
}

// Fail says that the first command failed for good, so that the process is stuck, and
// returns it.
func (r *Trial[S]) Fail(reason error) (command any) {
	r.t.Helper()
	return r.first(func() error { return r.machine.Fail(reason) })
}

func (r *Trial[S]) first(end func() error) any {
	r.t.Helper()
	pending := r.Pending()
	must(r.t, end())
	return pending[0]
}

// Pass lets time go by, and fires the timers that run out.
func (r *Trial[S]) Pass(d time.Duration) {
	r.t.Helper()
	must(r.t, r.machine.Pass(d))
}

// State returns what the process remembers.
func (r *Trial[S]) State() S {
	r.t.Helper()
	state, err := process.StateOf[S](r.machine.Instance())
	must(r.t, err)
	return state
}

// Status returns where the process stands; "" before it has begun.
func (r *Trial[S]) Status() process.Status { return r.machine.Instance().Status }

// Instance returns everything that would be stored.
func (r *Trial[S]) Instance() process.Instance { return r.machine.Instance() }
