package mediator

import (
	"context"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/di"
)

// source hands out a service: the one instance when it was promoted, else the
// instance of the scope.
type source[T any] struct {
	one    T
	shared bool
	scoped func(*di.Scope) (T, error)
}

func (s *source[T]) get(scope *di.Scope) (T, error) {
	if s.shared {
		return s.one, nil
	}
	return s.scoped(scope)
}

// compose builds the pipeline from the inside out: the end, then the layers
// around it, the last one first. What it returns captures nothing of a call.
func compose[Q, R any](end Next, layers []layer) (Next, error) {
	next := end
	for i := len(layers) - 1; i >= 0; i-- {
		wrapped, err := wrap[Q, R](&layers[i], next)
		if err != nil {
			return nil, err
		}
		next = wrapped
	}
	return next, nil
}

// layer is one behaviour of one pipeline.
type layer struct {
	name   string
	source source[behavior]
}

func wrap[Q, R any](l *layer, next Next) (Next, error) {
	rest := typedRest[Q, R](next)
	if !l.source.shared {
		return func(ctx context.Context, call *Call) error {
			b, err := l.source.get(call.scope)
			if err != nil {
				return fmt.Errorf("construct behaviour %s: %w", l.name, err)
			}
			if open, ok := b.(Behavior); ok {
				return open.Handle(ctx, call, next)
			}
			return b.(TypedBehavior[Q, R]).Handle(ctx, call.frame.(typedFrame[Q, R]).typed(), rest)
		}, nil
	}
	switch b := l.source.one.(type) {
	case Behavior:
		return func(ctx context.Context, call *Call) error { return b.Handle(ctx, call, next) }, nil
	case TypedBehavior[Q, R]:
		return func(ctx context.Context, call *Call) error {
			return b.Handle(ctx, call.frame.(typedFrame[Q, R]).typed(), rest)
		}, nil
	}
	return nil, fmt.Errorf("mediator: %s is no behaviour of %s", l.name, reflect.TypeFor[Q]())
}

// typedRest is next for a typed behaviour, which may have changed the request.
func typedRest[Q, R any](next Next) NextOf[Q, R] {
	return func(ctx context.Context, call *CallOf[Q, R]) error {
		call.boxed = nil
		return next(ctx, &call.Call)
	}
}
