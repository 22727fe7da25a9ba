package process

import (
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Definition is what routes add to. It is made by [Add] and [NewMachine].
type Definition[P, S any] struct{ plan *plan }

// Route says what a process P with the state S listens to, or sends.
type Route[P, S any] func(d *Definition[P, S])

// Routes returns the routes as a list, for those who give them to Add and to a test.
func Routes[P, S any](routes ...Route[P, S]) []Route[P, S] { return routes }

// Starts leads events of type E to a method, and begins a process for one whose
// correlation has none yet. Events without a correlation, "", are none of its business.
//
//	process.Starts((*TransferProcess).Requested, func(e TransferRequested) string { return e.TransferID })
func Starts[P, S any, E aggregate.Event](method func(P, *Step[S], E) error, correlation func(E) string) Route[P, S] {
	return hears("Starts", true, method, correlation)
}

// On leads events of type E to a method of the process that has the correlation. One
// that nobody has begun, or that has ended, does not hear it.
func On[P, S any, E aggregate.Event](method func(P, *Step[S], E) error, correlation func(E) string) Route[P, S] {
	return hears("On", false, method, correlation)
}

func hears[P, S any, E aggregate.Event](verb string, starts bool, method func(P, *Step[S], E) error, correlation func(E) string) Route[P, S] {
	return func(d *Definition[P, S]) {
		kind := reflect.TypeFor[E]()
		text := fmt.Sprintf("%s(%s)", verb, kind)
		if method == nil || correlation == nil {
			d.plan.fault("the method or the correlation of %s is nil", text)
			return
		}
		h := &hearing{
			kind: kind, name: eventName[E](), starts: starts,
			correlate: func(event any) string { return correlation(event.(E)) },
			method: func(p, event any) func(*turn) error {
				return within(func(s *Step[S]) error { return method(p.(P), s, event.(E)) })
			},
		}
		h.route = routeOf[P, E](h)
		if _, taken := d.plan.events[kind]; taken {
			d.plan.fault("%s is there twice; call both methods from one", text)
		}
		d.plan.events[kind] = h
		d.plan.order = append(d.plan.order, h)
	}
}

// OnTimer leads to a method when the timer has run out that [Step.After] sets.
func OnTimer[P, S any](timer string, method func(P, *Step[S]) error) Route[P, S] {
	return func(d *Definition[P, S]) {
		if _, taken := d.plan.timers[timer]; taken || timer == "" || method == nil {
			d.plan.fault("OnTimer(%q) is there twice, has no name or no method", timer)
			return
		}
		d.plan.timers[timer] = func(p any) func(*turn) error {
			return within(func(s *Step[S]) error { return method(p.(P), s) })
		}
	}
}

// Sends makes C one of the commands that the process sends. It is given to Add as it is,
// without a call:
//
//	process.Add(services, config, NewTransferProcess, …, process.Sends[HoldFunds], process.Sends[CreditFunds])
//
// Until it is sent, a command is stored as JSON under the name of its type, without the
// package; where C has a method CommandName() string, under what that returns.
func Sends[C mediator.Request[R], P, S, R any](d *Definition[P, S]) {
	kind := reflect.TypeFor[C]()
	c := d.plan.command(kind)
	if c.send != nil {
		d.plan.fault("Sends[%s] is there twice", kind)
	}
	for _, field := range data.Unstored(kind) {
		d.plan.fault("%s would not be stored with the command; export it", field)
	}
	c.decode = decodeAs[C]
	c.send = func(call *sendCall) (answer any, err error) {
		return mediator.Send(call.ctx, call.mediator, call.command.(C))
	}
}

// OnRefused leads to a method when the command C was refused for a reason of the business:
// an error of package errs that says that it cannot be done, as opposed to not now. The
// method is a step of its own. Without it, a refusal aborts the process; a refused compensation
// makes it stuck.
func OnRefused[P, S, C any](method func(P, *Step[S], C, *errs.Error) error) Route[P, S] {
	return func(d *Definition[P, S]) {
		c := d.plan.command(reflect.TypeFor[C]())
		if c.refused != nil || method == nil {
			d.plan.fault("OnRefused(%s) is there twice, or its method is nil", reflect.TypeFor[C]())
			return
		}
		c.refused = func(p, command any, reason *errs.Error) func(*turn) error {
			return within(func(s *Step[S]) error { return method(p.(P), s, command.(C), reason) })
		}
	}
}

// OnAnswer leads to a method with what the command C was answered with. The method is a
// step in the unit of work of the command: either both happened or neither.
func OnAnswer[P, S any, C mediator.Request[R], R any](method func(P, *Step[S], C, R) error) Route[P, S] {
	return func(d *Definition[P, S]) {
		c := d.plan.command(reflect.TypeFor[C]())
		if c.answered != nil || method == nil {
			d.plan.fault("OnAnswer(%s) is there twice, or its method is nil", reflect.TypeFor[C]())
			return
		}
		c.answered = func(p, command, answer any) func(*turn) error {
			var result R
			if answer != nil { // which is how a Machine says that it is the zero value
				result = answer.(R)
			}
			return within(func(s *Step[S]) error { return method(p.(P), s, command.(C), result) })
		}
	}
}

// within makes a turn a step with a typed state.
func within[S any](method func(*Step[S]) error) func(*turn) error {
	return func(t *turn) error {
		s := &Step[S]{turn: t}
		if len(t.state) > 0 {
			if err := data.Decode(t.state, &s.State); err != nil {
				return fmt.Errorf("read the state of process %s %q: %w", t.in.Process, t.in.Correlation, err)
			}
		}
		if err := method(s); err != nil {
			return err
		}
		state, err := data.Encode(s.State)
		t.state = state
		return err
	}
}

func decodeAs[C any](body []byte) (any, error) {
	var command C
	err := data.Decode(body, &command)
	return command, err
}

func eventName[E aggregate.Event]() string {
	var event E
	if kind := reflect.TypeFor[E](); kind.Kind() == reflect.Pointer {
		event = reflect.New(kind.Elem()).Interface().(E)
	}
	return event.EventName()
}
