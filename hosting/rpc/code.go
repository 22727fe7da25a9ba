package rpc

import (
	"connectrpc.com/connect"

	"github.com/neuroglia-go/neuroglia/errs"
)

// CodeOf returns the gRPC code of a failure. It is the one table between the two:
//
//	INVALID_ARGUMENT     invalid, unprocessable, too_large, unsupported
//	UNAUTHENTICATED      unauthenticated
//	PERMISSION_DENIED    forbidden
//	NOT_FOUND            not_found, gone
//	ABORTED              conflict with somebody who was faster: do it again
//	ALREADY_EXISTS       every other conflict
//	FAILED_PRECONDITION  precondition_failed, precondition_required
//	RESOURCE_EXHAUSTED   too_many
//	UNAVAILABLE          unavailable
//	DEADLINE_EXCEEDED    timeout
//	UNIMPLEMENTED        not_implemented
//	INTERNAL             internal
//
// The conflicts that are worth doing again are told by their codes: stale_version,
// serialization_failure and concurrency_conflict.
func CodeOf(failure *errs.Error) connect.Code {
	switch failure.Kind {
	case errs.KindInvalid, errs.KindUnprocessable, errs.KindTooLarge, errs.KindUnsupported:
		return connect.CodeInvalidArgument
	case errs.KindUnauthenticated:
		return connect.CodeUnauthenticated
	case errs.KindForbidden:
		return connect.CodePermissionDenied
	case errs.KindNotFound, errs.KindGone:
		return connect.CodeNotFound
	case errs.KindConflict:
		return codeOfConflict(failure.Code)
	case errs.KindPreconditionFailed, errs.KindPreconditionRequired:
		return connect.CodeFailedPrecondition
	case errs.KindTooMany:
		return connect.CodeResourceExhausted
	case errs.KindUnavailable:
		return connect.CodeUnavailable
	case errs.KindTimeout:
		return connect.CodeDeadlineExceeded
	case errs.KindNotImplemented:
		return connect.CodeUnimplemented
	default:
		return connect.CodeInternal
	}
}

func codeOfConflict(code string) connect.Code {
	switch code {
	case "stale_version", "serialization_failure", "concurrency_conflict":
		return connect.CodeAborted
	}
	return connect.CodeAlreadyExists
}
