package di

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"
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

func isDisposable(v any) bool { return disposable(reflect.TypeOf(v)) }

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

// Closing is how the disposal of one service went.
type Closing struct {
	// Service is the service that was disposed of.
	Service string
	// Duration is how long it took, or was waited for.
	Duration time.Duration
	// Err is what it returned, nil when all went well.
	Err error
}

// Report is how the disposal of a container's singletons went, in the order in
// which they were closed.
type Report []Closing

// Err joins the errors of the report; nil when there is none.
func (r Report) Err() error {
	errs := make([]error, len(r))
	for i, c := range r {
		errs[i] = c.Err
	}
	return errors.Join(errs...)
}
