package uow

import (
	"context"
	"fmt"
)

// Option changes how a unit works. Only the outermost [Do] has a say: those of a Do
// that joins take no effect, but for an [Isolation] that comes too late.
type Option interface {
	fmt.Stringer
	apply(u *Unit)
}

// Dispatch hands the events recorded by the aggregates that the unit writes to
// handle, one at a time, before the commit. handle runs in the unit, so what it
// writes is committed with the rest, and the events recorded by that come next. Its
// first error fails the unit. Events of one aggregate come in the order in which they
// were recorded, aggregates in the order in which they were first written. A nil
// handle is no dispatch.
func Dispatch(handle func(ctx context.Context, event any) error) Option {
	return dispatch(handle)
}

type dispatch func(ctx context.Context, event any) error

func (d dispatch) apply(u *Unit) { u.dispatch = d }

// String names the option.
func (d dispatch) String() string { return "dispatch events" }
