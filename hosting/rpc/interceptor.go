package rpc

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"time"

	"connectrpc.com/connect"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
)

// interceptor is what every call passes: it opens the scope, bounds the time, and turns
// errors and panics into answers.
type interceptor struct {
	container *di.Container
	failures  *failures
	timeout   time.Duration
}

var _ connect.Interceptor = (*interceptor)(nil)

// WrapUnary has the call run in a scope.
func (i *interceptor) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, in connect.AnyRequest) (out connect.AnyResponse, err error) {
		if i.timeout > 0 {
			limited, cancel := context.WithTimeout(ctx, i.timeout)
			defer cancel()
			ctx = limited
		}
		err = i.call(ctx, in.Spec(), func(ctx context.Context) (err error) {
			out, err = next(ctx, in)
			return err
		})
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

// WrapStreamingHandler has the stream run in a scope, no longer than its caller may be here.
func (i *interceptor) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, stream connect.StreamingHandlerConn) error {
		ctx, cancel := untilExpiry(ctx)
		defer cancel()
		return i.call(ctx, stream.Spec(), func(ctx context.Context) error {
			err := next(ctx, stream)
			if err != nil && errors.Is(context.Cause(ctx), errExpired) {
				return errExpired.Wrap(err)
			}
			return err
		})
	}
}

var errExpired = errs.Unauthenticated(auth.CodeNotAuthenticated, "the credentials of the stream have expired; follow again with new ones")

// untilExpiry bounds the context by the end of the identity in it. One that was let in
// although it is over by this clock is timed by another and not bounded.
func untilExpiry(ctx context.Context) (context.Context, context.CancelFunc) {
	if who, err := auth.FromContext(ctx); err == nil && who.Expires.After(time.Now()) {
		return context.WithDeadlineCause(ctx, who.Expires, errExpired)
	}
	return ctx, func() {}
}

// WrapStreamingClient leaves clients alone.
func (i *interceptor) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next
}

// call runs the procedure and returns its error as the client gets it.
func (i *interceptor) call(ctx context.Context, spec connect.Spec, run func(context.Context) error) error {
	err := i.scoped(ctx, spec.Procedure, run)
	if err == nil {
		note(ctx, 0)
		return nil
	}
	answer := i.failures.of(ctx, spec.Procedure, err)
	note(ctx, answer.Code())
	return answer
}

// scoped runs the procedure in a scope and closes that with the error it ended with. A
// scope that is there already, of a middleware, is joined and left open.
func (i *interceptor) scoped(ctx context.Context, procedure string, run func(context.Context) error) (err error) {
	inner, scope := ctx, (*di.Scope)(nil)
	if _, joined := di.ScopeOf(ctx); !joined {
		inner, scope = i.container.NewScope(ctx)
	}
	defer func() {
		if value := recover(); value != nil {
			if value == http.ErrAbortHandler { //nolint:errorlint // the value is compared as net/http does
				panic(value)
			}
			err = &panicError{value: value, stack: debug.Stack()}
		}
		if scope == nil {
			return
		}
		if fault := scope.Close(err); fault != nil {
			i.failures.logger.ErrorContext(ctx, "closing the scope of a call failed", "procedure", procedure, "error", fault.Error())
		}
	}()
	return run(inner)
}
