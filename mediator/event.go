package mediator

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/neuroglia-go/neuroglia/di"
)

// subscriber is one event handler.
type subscriber struct {
	name     string
	place    string
	event    reflect.Type
	parallel bool
	handle   func(ctx context.Context, scope *di.Scope, event any) error
}

// hears reports whether events of the type are for the subscriber.
func (s *subscriber) hears(event reflect.Type) bool {
	return s.event == event || s.event.Kind() == reflect.Interface && event.Implements(s.event)
}

func (s *subscriber) hear(ctx context.Context, scope *di.Scope, event any) error {
	if err := s.handle(ctx, scope, event); err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

// publisher is a topic without its type.
type publisher interface {
	publish(ctx context.Context, event any) error
}

// topic is how one type of event is published.
type topic[E any] struct {
	info        *Info
	scopes      scopes
	subscribers []subscriber
	// parallel says that one of the subscribers runs beside the others.
	parallel bool
	first    Next
}

func newTopic[E any](info *Info, s scopes, subscribers []subscriber) *topic[E] {
	parallel := slices.ContainsFunc(subscribers, func(s subscriber) bool { return s.parallel })
	return &topic[E]{info: info, scopes: s, subscribers: subscribers, parallel: parallel}
}

func (t *topic[E]) compile(layers []layer) (err error) {
	if len(layers) > 0 {
		t.first, err = compose[E, None](t.end, layers)
	}
	return err
}

// publish hands the event to those who listen to its type, to what it points at,
// or to one of its interfaces.
func (r *routes) publish(ctx context.Context, event any) error {
	v := reflect.ValueOf(event)
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return fmt.Errorf("mediator: publish was given a nil %T for an event", event)
	}
	if p, ok := r.byType[v.Type()].(publisher); ok {
		return p.publish(ctx, event)
	}
	if v.Kind() == reflect.Pointer {
		if p, ok := r.byType[v.Type().Elem()].(publisher); ok {
			return p.publish(ctx, v.Elem().Interface())
		}
	}
	if !r.open.heard {
		return nil
	}
	t, err := r.open.topic(v.Type())
	if err != nil || len(t.subscribers) == 0 {
		return err
	}
	return t.publish(ctx, event)
}

func (t *topic[E]) publish(ctx context.Context, event any) (err error) {
	if !t.scopes.needed {
		return t.run(ctx, nil, event)
	}
	if scope, ok := di.ScopeOf(ctx); ok {
		return t.run(ctx, scope, event)
	}
	ctx, scope := t.scopes.container.NewScope(ctx)
	err = errUnwound
	defer func() { err = closeScope(scope, err) }()
	return t.run(ctx, scope, event)
}

func (t *topic[E]) run(ctx context.Context, scope *di.Scope, event any) error {
	if t.first == nil {
		return t.deliver(ctx, scope, event)
	}
	call := newCall[E, None](t.info, scope, event.(E))
	call.boxed = event
	return t.first(ctx, &call.Call)
}

func (t *topic[E]) end(ctx context.Context, call *Call) error {
	return t.deliver(ctx, call.scope, call.Request())
}

// deliver runs every subscriber and joins their errors, in the order of
// registration.
func (t *topic[E]) deliver(ctx context.Context, scope *di.Scope, event any) error {
	if t.parallel {
		return t.deliverParallel(ctx, scope, event)
	}
	var failed []error
	for i := range t.subscribers {
		if err := t.subscribers[i].hear(ctx, scope, event); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// deliverParallel starts the parallel subscribers, runs the others meanwhile and
// waits for all, also when one of them panics.
func (t *topic[E]) deliverParallel(ctx context.Context, scope *di.Scope, event any) error {
	failed := make([]error, len(t.subscribers))
	var group sync.WaitGroup
	var panicked atomic.Pointer[handlerPanic]
	for i := range t.subscribers {
		if s := &t.subscribers[i]; s.parallel {
			group.Go(func() {
				defer catch(&panicked)
				failed[i] = s.hear(ctx, scope, event)
			})
		}
	}
	func() {
		defer group.Wait()
		for i := range t.subscribers {
			if s := &t.subscribers[i]; !s.parallel {
				failed[i] = s.hear(ctx, scope, event)
			}
		}
	}()
	if p := panicked.Load(); p != nil {
		panic(p)
	}
	return errors.Join(failed...)
}

// handlerPanic carries the panic of a parallel handler to the goroutine that
// published, where a recovering edge can meet it.
type handlerPanic struct {
	value any
	stack []byte
}

// Error returns what was panicked with and where.
func (p *handlerPanic) Error() string {
	return fmt.Sprintf("panic in a parallel event handler: %v\n\n%s", p.value, p.stack)
}

// Unwrap returns the value when it is an error.
func (p *handlerPanic) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

func catch(into *atomic.Pointer[handlerPanic]) {
	if value := recover(); value != nil {
		into.CompareAndSwap(nil, &handlerPanic{value: value, stack: debug.Stack()})
	}
}
