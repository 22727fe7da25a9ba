package transport

import (
	"errors"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Reject marks an error as one that no further try can mend: the event is put aside at
// once, with the words of err as the reason. The error can still be looked into with
// errors.Is and errors.As. Reject(nil) is nil.
func Reject(err error) error {
	if err == nil {
		return nil
	}
	return &rejection{cause: err}
}

// Rejected reports whether err was made by [Reject].
func Rejected(err error) bool {
	var r *rejection
	return errors.As(err, &r)
}

type rejection struct{ cause error }

func (r *rejection) Error() string { return "rejected: " + r.cause.Error() }
func (r *rejection) Unwrap() error { return r.cause }

// passing reports whether err speaks of the handler's surroundings and not of the event.
func passing(err error) bool {
	return errs.KindOf(err) == errs.KindUnavailable
}
