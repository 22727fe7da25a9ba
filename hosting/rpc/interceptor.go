package rpc

import (
	"context"
	"net/http"
	"runtime/debug"
	"time"

	"connectrpc.com/connect"

	"github.com/neuroglia-go/neuroglia/di"
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

// WrapStreamingHandler has the stream run in a scope.
func (i *interceptor) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, stream connect.StreamingHandlerConn) error {
		return i.call(ctx, stream.Spec(), func(ctx context.Context) error { return next(ctx, stream) })
	}
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
