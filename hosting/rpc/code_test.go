package rpc_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/rpc/internal/shopv1"
)

func TestEveryKindHasItsCode(t *testing.T) {
	t.Parallel()
	want := map[errs.Kind]connect.Code{
		errs.KindInternal:             connect.CodeInternal,
		errs.KindInvalid:              connect.CodeInvalidArgument,
		errs.KindUnprocessable:        connect.CodeInvalidArgument,
		errs.KindUnauthenticated:      connect.CodeUnauthenticated,
		errs.KindForbidden:            connect.CodePermissionDenied,
		errs.KindNotFound:             connect.CodeNotFound,
		errs.KindConflict:             connect.CodeAlreadyExists,
		errs.KindPreconditionFailed:   connect.CodeFailedPrecondition,
		errs.KindPreconditionRequired: connect.CodeFailedPrecondition,
		errs.KindTooMany:              connect.CodeResourceExhausted,
		errs.KindUnavailable:          connect.CodeUnavailable,
		errs.KindTimeout:              connect.CodeDeadlineExceeded,
		errs.KindNotImplemented:       connect.CodeUnimplemented,
		errs.KindGone:                 connect.CodeNotFound,
		errs.KindTooLarge:             connect.CodeInvalidArgument,
		errs.KindUnsupported:          connect.CodeInvalidArgument,
	}
	require.Len(t, want, len(errs.Kinds()))
	for kind, code := range want {
		require.Equal(t, code, rpc.CodeOf(errs.New(kind, "some_code", "")), kind)
	}
}

// The codes that the table knows are those that the packages of data use.
func TestConflictsThatAreWorthDoingAgainAreAborted(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&data.StaleError{Collection: "orders", ID: "1", Expected: 1, Actual: 2},
		uow.SerializationFailure(nil),
		errs.Conflict("concurrency_conflict", "somebody else was faster"),
	} {
		require.Equal(t, connect.CodeAborted, rpc.CodeOf(errs.From(err)), err)
	}
	require.Equal(t, connect.CodeAlreadyExists, rpc.CodeOf(errs.From(&data.DuplicateError{Collection: "orders"})))
}

type later struct{ error }

func (later) RetryAfter() time.Duration { return time.Second }
func (l later) Unwrap() error           { return l.error }

// What a handler fails with is what the program that calls gets back.
func TestErrorsGoThereAndBack(t *testing.T) {
	t.Parallel()
	fields := errs.Validation(errs.Field{Pointer: "/customer", Code: "required", Message: "is required"}, errs.Field{Pointer: "/pizzas/0", Code: "max", Message: "is too much"})
	tests := map[string]struct{ sent, want error }{
		"fields":   {fields, fields},
		"no code":  {&errs.Error{Kind: errs.KindGone, Message: "it was here"}, errs.New(errs.KindGone, "gone", "it was here")},
		"a format": {errs.Invalid("discount", "100% is too much"), errs.Invalid("discount", "100% is too much")},
		"later":    {later{errs.New(errs.KindTooMany, "slow_down", "ask less often")}, errs.New(errs.KindTooMany, "slow_down", "ask less often")},
		"masked":   {errors.New("password=hunter2"), errs.Internal("internal", "the service failed; the fault is on its side and has been recorded")},
	}
	for _, kind := range errs.Kinds()[1:] {
		err := errs.New(kind, "some_code", "some words")
		tests[kind.String()] = struct{ sent, want error }{err, err}
	}
	var sent error
	a := serve(t, &orders{place: func(context.Context, *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) { return nil, sent }})
	for protocol, options := range protocols() {
		client := a.client(t, append(options, connect.WithInterceptors(rpc.ClientInterceptor()))...)
		for name, tt := range tests {
			sent = tt.sent
			_, err := client.Place(t.Context(), &shopv1.PlaceRequest{})
			got, ok := errors.AsType[*errs.Error](err)
			require.True(t, ok, protocol)
			want, _ := errors.AsType[*errs.Error](tt.want)
			require.Equal(t, []any{want.Kind, want.Code, want.Message, want.Fields}, []any{got.Kind, got.Code, got.Message, got.Fields}, "%s %s", protocol, name)
		}
	}
}

func TestErrorOfWhatIsNotOfThisFramework(t *testing.T) {
	t.Parallel()
	require.Nil(t, rpc.ErrorOf(nil))
	require.Equal(t, errs.KindTimeout, rpc.ErrorOf(context.DeadlineExceeded).Kind)
	want := map[connect.Code]errs.Kind{
		connect.CodeCanceled: errs.KindUnavailable, connect.CodeUnknown: errs.KindInternal, connect.CodeInvalidArgument: errs.KindInvalid,
		connect.CodeDeadlineExceeded: errs.KindTimeout, connect.CodeNotFound: errs.KindNotFound, connect.CodeAlreadyExists: errs.KindConflict,
		connect.CodePermissionDenied: errs.KindForbidden, connect.CodeResourceExhausted: errs.KindTooMany, connect.CodeFailedPrecondition: errs.KindPreconditionFailed,
		connect.CodeAborted: errs.KindConflict, connect.CodeOutOfRange: errs.KindInvalid, connect.CodeUnimplemented: errs.KindNotImplemented,
		connect.CodeInternal: errs.KindInternal, connect.CodeUnavailable: errs.KindUnavailable, connect.CodeDataLoss: errs.KindInternal,
		connect.CodeUnauthenticated: errs.KindUnauthenticated,
	}
	for code, kind := range want {
		got := rpc.ErrorOf(connect.NewError(code, errors.New("some words")))
		require.Equal(t, kind, got.Kind, code)
		require.Equal(t, kind.String(), got.Code)
		require.Equal(t, "some words", got.Message)
		require.Equal(t, code, connect.CodeOf(got), "the cause is kept")
	}
}

// A handler that calls another service hands on the ids of its own call, and may hand on
// what the other said.
func TestAServiceThatCallsAService(t *testing.T) {
	t.Parallel()
	received := make(chan correlation.IDs, 1)
	other := serve(t, &orders{place: func(ctx context.Context, _ *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		ids, _ := correlation.From(ctx)
		received <- ids
		return nil, errs.Conflict("kitchen_full", "the kitchen is full")
	}})
	client := other.client(t, connect.WithGRPC(), connect.WithInterceptors(rpc.ClientInterceptor()))
	called := make(chan correlation.IDs, 1)
	a := serve(t, &orders{place: func(ctx context.Context, in *shopv1.PlaceRequest) (*shopv1.PlaceResponse, error) {
		ids, _ := correlation.From(ctx)
		called <- ids
		return client.Place(ctx, in)
	}})
	_, err := a.client(t).Place(t.Context(), &shopv1.PlaceRequest{})
	require.ErrorIs(t, rpc.ErrorOf(err), errs.Conflict("kitchen_full", ""))
	caller, callee := <-called, <-received
	require.Equal(t, caller.CorrelationID, callee.CorrelationID)
	require.Equal(t, caller.TraceID, callee.TraceID)
	require.Equal(t, caller.SpanID, callee.ParentID)
}

// What a client of ours could not reach is not told to the clients of others.
func TestAServiceThatCannotReachAService(t *testing.T) {
	t.Parallel()
	gone := &app{url: "http://127.0.0.1:1"} // nobody is given that port, as one of a server that has gone may be
	client := gone.client(t, connect.WithGRPC())
	a := serve(t, &orders{place: client.Place})
	_, err := a.client(t).Place(t.Context(), &shopv1.PlaceRequest{})
	require.Equal(t, connect.CodeUnavailable, connect.CodeOf(err))
	require.NotContains(t, err.Error(), "refused")
	require.Contains(t, a.out.line(t, "rpc failed", 1)["error"], "refused")
}
