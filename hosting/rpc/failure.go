package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
)

// failures turns errors into what clients may see of them.
type failures struct {
	domain string // the name of the service
	logger *slog.Logger
}

// panicError is a panic of a call.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// of returns the error as the client gets it, and logs what an operator wants to see.
func (f *failures) of(ctx context.Context, procedure string, err error) *connect.Error {
	if own, ok := ownError(err); ok {
		return own
	}
	failure := classify(ctx, err)
	if failure.Code == codeCanceled && errors.Is(context.Cause(ctx), context.Canceled) {
		return f.describe(ctx, connect.CodeCanceled, err, failure) // the caller has gone, which is nobody's failure
	}
	f.log(ctx, procedure, err, failure)
	return f.describe(ctx, CodeOf(failure), err, failure)
}

// codeCanceled is what errs.From calls the end of a context.
const codeCanceled = "canceled"

// ownError returns the error of Connect that a method or an interceptor made to tell the
// caller something. Those that a client got from elsewhere, or made because it could not
// reach what it called, look alike but for their codes and speak of what is inside.
func ownError(err error) (*connect.Error, bool) {
	if _, classified := errors.AsType[*errs.Error](err); classified {
		return nil, false
	}
	own, ok := errors.AsType[*connect.Error](err)
	if !ok || connect.IsWireError(own) {
		return nil, false
	}
	switch own.Code() {
	case connect.CodeUnknown, connect.CodeInternal, connect.CodeUnavailable, connect.CodeDeadlineExceeded, connect.CodeCanceled:
		return nil, false
	}
	return own, true
}

// classify returns the error in the vocabulary of the framework. A panic is ours
// whatever it was called with. What fails without a kind after the context has ended
// failed for that: drivers do not all say so.
func classify(ctx context.Context, err error) *errs.Error {
	if _, panicked := errors.AsType[*panicError](err); panicked {
		return errs.Internal("panic", "the service panicked").Wrap(err)
	}
	if failure, ok := errors.AsType[*errs.Error](err); ok {
		return failure
	}
	if ended := ctx.Err(); ended != nil {
		return errs.From(ended)
	}
	if call, ok := errors.AsType[*connect.Error](err); ok && !connect.IsWireError(call) {
		switch call.Code() {
		case connect.CodeUnavailable:
			return errs.Unavailable("unavailable", "a service that this one needs cannot be reached; try again later").Wrap(err)
		case connect.CodeDeadlineExceeded:
			return errs.Timeout("timeout", "a service that this one needs did not answer in time").Wrap(err)
		}
		return errs.Internal("internal", "a call of another service failed").Wrap(err)
	}
	return errs.From(err)
}

// describe puts the failure into the form that clients of every language know.
func (f *failures) describe(ctx context.Context, code connect.Code, err error, failure *errs.Error) *connect.Error {
	reason, message, fields := failure.Reason(), failure.Message, failure.Fields
	if failure.Kind == errs.KindInternal {
		reason, fields = errs.KindInternal.String(), nil
		message = "the service failed; the fault is on its side and has been recorded"
	}
	answer := connect.NewError(code, errors.New(message))
	metadata := map[string]string{"kind": failure.Kind.String()}
	if ids, ok := correlation.From(ctx); ok {
		metadata["trace_id"] = ids.TraceID
	}
	answer.AddDetail(errorInfo(reason, f.domain, metadata))
	if len(fields) > 0 {
		answer.AddDetail(badRequest(fields))
	}
	if later, ok := errors.AsType[interface {
		error
		RetryAfter() time.Duration
	}](err); ok {
		answer.AddDetail(retryInfo(later.RetryAfter()))
	}
	return answer
}

func (f *failures) log(ctx context.Context, procedure string, err error, failure *errs.Error) {
	level := failure.Kind.Level()
	if level < slog.LevelWarn {
		return
	}
	attrs := []slog.Attr{
		slog.String("procedure", procedure),
		slog.String("code", failure.Reason()),
		slog.String("error", err.Error()),
	}
	if panicked, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, slog.String("stack", string(panicked.stack)))
	}
	f.logger.LogAttrs(ctx, level, "rpc failed", attrs...)
}

// unknown answers for procedures that nobody offers.
func (f *failures) unknown() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.write(w, r, errs.New(errs.KindNotImplemented, "route_not_found", "no service offers %s here", r.URL.Path))
	})
}

// write answers a request that no procedure answers, in the protocol it came in.
func (f *failures) write(w http.ResponseWriter, r *http.Request, err error) {
	answer := f.of(r.Context(), r.URL.Path, err)
	note(r.Context(), answer.Code())
	_ = connect.NewErrorWriter().Write(w, r, answer) // the client may be gone
}
