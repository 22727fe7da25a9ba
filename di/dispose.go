package di

import (
	"context"
	"fmt"
	"reflect"
)

// Disposer is a service that wants to know how its scope ended: cause is the
// error given to [Scope.Close], nil when all went well. The context is not
// cancelled with the scope's.
type Disposer interface {
	Dispose(ctx context.Context, cause error) error
}

type (
	contextCloser interface {
		Close(ctx context.Context) error
	}
	shutdowner interface {
		Shutdown(ctx context.Context) error
	}
)

// disposal says whether what a plan makes must be disposed of.
type disposal uint8

const (
	disposeNever disposal = iota
	disposeAlways
	disposeMaybe // an interface: each value tells
)

func disposalOf(t reflect.Type) disposal {
	switch {
	case disposable(t):
		return disposeAlways
	case t.Kind() == reflect.Interface:
		return disposeMaybe
	default:
		return disposeNever
	}
}

func isDisposable(v any) bool {
	switch v.(type) {
	case Disposer, shutdowner, contextCloser, interface{ Close() error }, interface{ Close() }:
		return true
	default:
		return false
	}
}

// disposable says whether every value of the type can be disposed of.
func disposable(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[Disposer]()) ||
		t.Implements(reflect.TypeFor[shutdowner]()) ||
		t.Implements(reflect.TypeFor[contextCloser]()) ||
		t.Implements(reflect.TypeFor[interface{ Close() error }]()) ||
		t.Implements(reflect.TypeFor[interface{ Close() }]())
}

// owned is a value that its scope disposes of.
type owned struct {
	plan  *plan
	value any
}

// dispose calls the first of the accepted methods that the value has. A panic
// becomes an error.
func (o owned) dispose(ctx context.Context, cause error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("it panicked: %v", r)
		}
		if err != nil {
			err = fmt.Errorf("close %v: %w", o.plan.service, err)
		}
	}()
	switch v := o.value.(type) {
	case Disposer:
		return v.Dispose(ctx, cause)
	case shutdowner:
		return v.Shutdown(ctx)
	case contextCloser:
		return v.Close(ctx)
	case interface{ Close() error }:
		return v.Close()
	case interface{ Close() }:
		v.Close()
	}
	return nil
}
