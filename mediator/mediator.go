package mediator

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"sync/atomic"
)

// Mediator hands messages to what handles them, through the behaviours between.
// It is made by [Register] and works once di.Services.Build has returned. It is
// safe for concurrent use.
type Mediator struct {
	routes atomic.Pointer[routes]
}

// routes is what Build compiled, never changed afterwards.
type routes struct {
	// byType holds a *pipeline, *streamPipeline or *topic for each message type.
	byType map[reflect.Type]any
	// open finds the topic of an event that no handler names, but that may
	// implement an interface which handlers listen to.
	open openTopics
	list Description
}

// Send hands a command or query to its handler and returns the answer, whose
// type follows from the request.
//
// Where ctx has no scope, one is opened for the call and closed after it; where
// it has one, the call joins it. The error of the handler is returned as it is,
// unless a behaviour changed it. A panic is not recovered, but the scope is
// closed.
func Send[Q Request[R], R any](ctx context.Context, m *Mediator, request Q) (R, error) {
	if r := m.routes.Load(); r != nil {
		if p, ok := r.byType[reflect.TypeFor[Q]()].(*pipeline[Q, R]); ok {
			return p.send(ctx, request)
		}
	}
	var none R
	return none, m.noHandler(reflect.TypeFor[Q]())
}

// Stream hands a stream query to its handler and returns the rows. Nothing runs
// before the sequence is iterated; each iteration is a call of its own. The
// behaviours wrap the whole iteration, and a scope that was opened for it lives
// as long. An error comes last, with the zero value for a row.
func Stream[Q StreamRequest[R], R any](ctx context.Context, m *Mediator, request Q) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		if r := m.routes.Load(); r != nil {
			if p, ok := r.byType[reflect.TypeFor[Q]()].(*streamPipeline[Q, R]); ok {
				p.stream(ctx, request, yield)
				return
			}
		}
		var none R
		yield(none, m.noHandler(reflect.TypeFor[Q]()))
	}
}

// Publish hands an event to every handler that listens to it and returns when
// all are done. All handlers run, whatever the others return; their errors are
// joined. They run one after the other in the order of registration, except
// those registered with [Parallel]. An event that nobody listens to is no error.
func Publish[E any](ctx context.Context, m *Mediator, event E) error {
	return m.PublishAny(ctx, event)
}

// PublishAny is [Publish] for an event whose type is known only at run time. A
// pointer is handed to the handlers of what it points at as well.
func (m *Mediator) PublishAny(ctx context.Context, event any) error {
	r := m.routes.Load()
	if r == nil {
		return ErrNotBuilt
	}
	return r.publish(ctx, event)
}

// Describe lists every message with its pipeline, in the order of names.
func (m *Mediator) Describe() Description {
	if r := m.routes.Load(); r != nil {
		return r.list
	}
	return nil
}

// Pipeline returns the pipeline of a message type, or false when the mediator
// does not know the type.
func (m *Mediator) Pipeline(message reflect.Type) (PipelineInfo, bool) {
	for _, p := range m.Describe() {
		if p.Message == message {
			return p, true
		}
	}
	return PipelineInfo{}, false
}

func (m *Mediator) noHandler(request reflect.Type) error {
	r := m.routes.Load()
	if r == nil {
		return ErrNotBuilt
	}
	if request.Kind() == reflect.Pointer && r.byType[request.Elem()] != nil {
		return fmt.Errorf("%s: %w; its handler takes the value, so send the value", request, ErrNoHandler)
	}
	return fmt.Errorf("%s: %w; add one with mediator.AddHandler, and mediator.Require to learn of it in Build", request, ErrNoHandler)
}
