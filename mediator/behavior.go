package mediator

import "context"

// Behavior is work around the handling of messages: it runs before and after
// next, or instead of it. One instance serves concurrent calls unless it depends
// on scoped services; then each scope has its own.
//
// A behaviour that implements [Selective] also says itself where it belongs.
type Behavior interface {
	// Handle does the work and, in most cases, calls next with the same call.
	Handle(ctx context.Context, call *Call, next Next) error
}

// Next runs the rest of a pipeline. It is composed once, in Build; calling it
// several times runs the rest several times.
type Next func(ctx context.Context, call *Call) error

// BehaviorFunc is a function as a [Behavior].
type BehaviorFunc func(ctx context.Context, call *Call, next Next) error

// Handle calls f.
func (f BehaviorFunc) Handle(ctx context.Context, call *Call, next Next) error {
	return f(ctx, call, next)
}

// TypedBehavior is work around the handling of one type of message, which it
// sees with its types. For an event or a stream, R is [None].
type TypedBehavior[Q, R any] interface {
	Handle(ctx context.Context, call *CallOf[Q, R], next NextOf[Q, R]) error
}

// NextOf runs the rest of a pipeline for a [TypedBehavior].
type NextOf[Q, R any] func(ctx context.Context, call *CallOf[Q, R]) error

// TypedBehaviorFunc is a function as a [TypedBehavior].
type TypedBehaviorFunc[Q, R any] func(ctx context.Context, call *CallOf[Q, R], next NextOf[Q, R]) error

// Handle calls f.
func (f TypedBehaviorFunc[Q, R]) Handle(ctx context.Context, call *CallOf[Q, R], next NextOf[Q, R]) error {
	return f(ctx, call, next)
}

// Selective is a behaviour that knows which messages it has work for. Applies is
// asked once for each message, before anything is constructed: the receiver is
// a zero value and must not be read. A message it declines does not pass
// through the behaviour at all. The options of [AddBehavior] narrow it further.
type Selective interface {
	Applies(to *Info) bool
}

// Exacting is a behaviour that demands something of every message that passes through it.
// Demand is asked once for each of them, as Applies is, and its error is a fault of Build:
// "it declares no policy; give it one". What stands after the semicolon is the fix.
type Exacting interface {
	Demand(of *Info) error
}
