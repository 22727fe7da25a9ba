package lease

import (
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// HeldError says that somebody else holds the lease. It is an errs.KindConflict with the
// code "lease_held".
type HeldError struct {
	Name  string
	Owner string
	// Until is when the lease is over unless it is renewed, by the clock of the store.
	Until time.Time
}

// Error says who holds it, for logs.
func (e *HeldError) Error() string {
	return fmt.Sprintf("the lease %q is held by %q until %s", e.Name, e.Owner, e.Until.Format(time.RFC3339Nano))
}

// Unwrap returns the error as every edge understands it.
func (e *HeldError) Unwrap() error {
	return errs.Conflict("lease_held", "%q is being worked on by somebody else; try again later", e.Name)
}

// LostError says that somebody else acquired the lease since, or that it could not be
// renewed in time. What was to be written under it is not. It is an errs.KindConflict
// with the code "lease_lost".
type LostError struct {
	Name string
	// Token is that of the lease that was lost.
	Token int64
	cause error
}

// Error says what was lost, for logs.
func (e *LostError) Error() string {
	text := fmt.Sprintf("the lease %q with token %d is lost", e.Name, e.Token)
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns the error as every edge understands it.
func (e *LostError) Unwrap() error {
	return errs.Conflict("lease_lost", "the work on %q has gone over to somebody else", e.Name).Wrap(e.cause)
}

// MovedError says that a checkpoint was saved by somebody else since it was loaded. It is
// an errs.KindConflict with the code "checkpoint_moved".
type MovedError struct{ Name string }

// Error says which one moved, for logs.
func (e *MovedError) Error() string {
	return fmt.Sprintf("the checkpoint %q was saved by somebody else; two work under one name, or a commit was repeated", e.Name)
}

// Unwrap returns the error as every edge understands it.
func (e *MovedError) Unwrap() error {
	return errs.Conflict("checkpoint_moved", "the position of %q has moved in the meantime", e.Name)
}
