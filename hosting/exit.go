package hosting

import (
	"errors"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
)

// The exit codes of [App.Main] beside those of [ExitCode].
const (
	// ExitOK is success.
	ExitOK = 0
	// ExitInvalid is what the validate command returns when there are faults.
	ExitInvalid = 1
	// ExitUsage is a command line that cannot be understood.
	ExitUsage = 64
	// ExitConfig is an application whose settings or wiring are faulty.
	ExitConfig = 78
	// ExitAborted is a run that a second signal cut off.
	ExitAborted = 130
)

// ExitCode returns the exit code for an error, 0 for nil. It is the one table
// from kinds of failure to exit codes, which are those of sysexits.h where it
// has one:
//
//	64 usage           a command line that cannot be understood
//	65 data            invalid, unprocessable, too_large, unsupported
//	66 no input        not_found, gone
//	69 unavailable     unavailable, not_implemented
//	70 software        internal, and every error nobody classified
//	73 cannot create   conflict, precondition_failed, precondition_required
//	75 try again       timeout, too_many
//	77 no permission   unauthenticated, forbidden
//	78 configuration   faults of settings or wiring
//	130                cut off by a second signal
func ExitCode(err error) int {
	if err == nil {
		return ExitOK
	}
	if _, ok := errors.AsType[*usageError](err); ok {
		return ExitUsage
	}
	if _, ok := errors.AsType[*di.BuildError](err); ok {
		return ExitConfig
	}
	if errors.Is(err, ErrAborted) {
		return ExitAborted
	}
	switch errs.KindOf(err) {
	case errs.KindInvalid, errs.KindUnprocessable, errs.KindTooLarge, errs.KindUnsupported:
		return 65
	case errs.KindNotFound, errs.KindGone:
		return 66
	case errs.KindUnavailable, errs.KindNotImplemented:
		return 69
	case errs.KindConflict, errs.KindPreconditionFailed, errs.KindPreconditionRequired:
		return 73
	case errs.KindTimeout, errs.KindTooMany:
		return 75
	case errs.KindUnauthenticated, errs.KindForbidden:
		return 77
	default:
		return 70
	}
}

// usageError is a command line that cannot be understood.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// reportedError is one that has been shown already, with the code to exit with.
type reportedError struct{ code int }

func (e *reportedError) Error() string { return "reported" }
