package behavior

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// Tracer begins a span for a message. What is returned carries the span in its
// context and ends it with the outcome; it is called once, also after a panic,
// which ends the span with [ErrUnwound].
type Tracer interface {
	Start(ctx context.Context, call *mediator.Call) (spanned context.Context, end func(err error))
}

// TracerFunc is a function as a [Tracer].
type TracerFunc func(ctx context.Context, call *mediator.Call) (context.Context, func(error))

// Start calls f.
func (f TracerFunc) Start(ctx context.Context, call *mediator.Call) (context.Context, func(error)) {
	return f(ctx, call)
}

// Tracing runs each message in a span.
type Tracing struct{ tracer Tracer }

// NewTracing returns the behaviour.
func NewTracing(tracer Tracer) *Tracing { return &Tracing{tracer: tracer} }

// Handle runs next in a span.
func (b *Tracing) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) (err error) {
	ctx, end := b.tracer.Start(ctx, call)
	err = ErrUnwound
	defer func() { end(err) }()
	return next(ctx, call)
}

var _ mediator.Behavior = (*Tracing)(nil)
