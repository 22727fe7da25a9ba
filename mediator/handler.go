package mediator

import (
	"context"
	"iter"
)

// Handler answers one type of request. One instance serves concurrent calls
// unless it depends on scoped services; then each scope has its own.
type Handler[Q Request[R], R any] interface {
	Handle(ctx context.Context, request Q) (R, error)
}

// HandlerFunc is a function as a [Handler].
type HandlerFunc[Q Request[R], R any] func(ctx context.Context, request Q) (R, error)

// Handle calls f.
func (f HandlerFunc[Q, R]) Handle(ctx context.Context, request Q) (R, error) { return f(ctx, request) }

// StreamHandler answers one type of stream query with rows. It may begin to
// work when Handle is called or when the sequence is iterated; both happen
// within the pipeline. An error that it yields ends the stream.
type StreamHandler[Q StreamRequest[R], R any] interface {
	Handle(ctx context.Context, request Q) iter.Seq2[R, error]
}

// StreamHandlerFunc is a function as a [StreamHandler].
type StreamHandlerFunc[Q StreamRequest[R], R any] func(ctx context.Context, request Q) iter.Seq2[R, error]

// Handle calls f.
func (f StreamHandlerFunc[Q, R]) Handle(ctx context.Context, request Q) iter.Seq2[R, error] {
	return f(ctx, request)
}

// EventHandler listens to one type of event, or, where E is an interface, to
// every event that implements it.
type EventHandler[E any] interface {
	Handle(ctx context.Context, event E) error
}

// EventHandlerFunc is a function as an [EventHandler].
type EventHandlerFunc[E any] func(ctx context.Context, event E) error

// Handle calls f.
func (f EventHandlerFunc[E]) Handle(ctx context.Context, event E) error { return f(ctx, event) }
