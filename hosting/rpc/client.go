package rpc

import (
	"context"
	"errors"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
)

// ErrorOf returns the error of a call as the service that was called meant it, with kind,
// code, message and fields; where the service is not one of this framework, with the kind
// that its code comes closest to. The cause is err. ErrorOf(nil) is nil. A handler that
// returns it passes on what the other service said.
func ErrorOf(err error) *errs.Error {
	answer, ok := errors.AsType[*connect.Error](err)
	if !ok {
		return errs.From(err)
	}
	kind := kindOf(answer.Code())
	failure := errs.New(kind, kind.String(), "%s", answer.Message())
	for _, d := range answer.Details() {
		switch d.Type() {
		case typeErrorInfo:
			failure.Code = text(d.Bytes(), 1)
			failure.Kind = kindNamed(metadata(d.Bytes())["kind"], kind)
		case typeBadRequest:
			each(d.Bytes(), 1, func(violation []byte) {
				failure.Fields = append(failure.Fields, errs.Field{Pointer: text(violation, 1), Message: text(violation, 2), Code: text(violation, 3)})
			})
		}
	}
	return failure.Wrap(err)
}

// ClientInterceptor has the calls of a client carry the correlation and trace ids of their
// context, and fail with what [ErrorOf] makes of their errors. It does so for calls that
// are no streams.
func ClientInterceptor() connect.Interceptor {
	return connect.UnaryInterceptorFunc(func(next connect.UnaryFunc) connect.UnaryFunc {
		return func(ctx context.Context, in connect.AnyRequest) (connect.AnyResponse, error) {
			if ids, ok := correlation.From(ctx); ok {
				ids.Send(in.Header())
			}
			out, err := next(ctx, in)
			if err != nil {
				return nil, ErrorOf(err)
			}
			return out, nil
		}
	})
}

// kindOf returns the kind that a code comes closest to.
func kindOf(code connect.Code) errs.Kind {
	switch code {
	case connect.CodeInvalidArgument, connect.CodeOutOfRange:
		return errs.KindInvalid
	case connect.CodeUnauthenticated:
		return errs.KindUnauthenticated
	case connect.CodePermissionDenied:
		return errs.KindForbidden
	case connect.CodeNotFound:
		return errs.KindNotFound
	case connect.CodeAlreadyExists, connect.CodeAborted:
		return errs.KindConflict
	case connect.CodeFailedPrecondition:
		return errs.KindPreconditionFailed
	case connect.CodeResourceExhausted:
		return errs.KindTooMany
	case connect.CodeUnavailable, connect.CodeCanceled:
		return errs.KindUnavailable
	case connect.CodeDeadlineExceeded:
		return errs.KindTimeout
	case connect.CodeUnimplemented:
		return errs.KindNotImplemented
	default:
		return errs.KindInternal
	}
}

// kindNamed returns the kind of that name, else the other one.
func kindNamed(name string, other errs.Kind) errs.Kind {
	for _, kind := range errs.Kinds() {
		if kind.String() == name {
			return kind
		}
	}
	return other
}

// metadata returns that of a google.rpc.ErrorInfo.
func metadata(info []byte) map[string]string {
	found := make(map[string]string)
	each(info, 3, func(entry []byte) { found[text(entry, 1)] = text(entry, 2) })
	return found
}

// text returns the first string of the field, "" where there is none.
func text(message []byte, field protowire.Number) string {
	var found string
	each(message, field, func(value []byte) { found = string(value) })
	return found
}

// each calls yield for every value of the field, which has bytes. What cannot be read ends
// it: the rest of a detail is not worth a failure.
func each(message []byte, field protowire.Number, yield func([]byte)) {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return
		}
		message = message[n:]
		if number == field && kind == protowire.BytesType {
			if value, n := protowire.ConsumeBytes(message); n >= 0 {
				yield(value)
			}
		}
		if n = protowire.ConsumeFieldValue(number, kind, message); n < 0 {
			return
		}
		message = message[n:]
	}
}
