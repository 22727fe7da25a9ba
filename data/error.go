package data

import (
	"cmp"
	"fmt"

	"github.com/neuroglia-go/neuroglia/errs"
)

// StaleError says that a document is not in the version a write was based on:
// somebody else changed or removed it in between. It is an errs.KindConflict with
// the code "stale_version"; loading anew and doing the work again resolves it.
type StaleError struct {
	Collection string
	ID         string
	// Expected is the version the write was based on.
	Expected int64
	// Actual is the version that is stored, 0 when the document is gone.
	Actual int64
}

// Error says what is stale, for logs.
func (e *StaleError) Error() string {
	if e.Actual == 0 {
		return fmt.Sprintf("%s %q was expected at version %d and is gone", e.Collection, e.ID, e.Expected)
	}
	return fmt.Sprintf("%s %q was expected at version %d and is at %d", e.Collection, e.ID, e.Expected, e.Actual)
}

// Unwrap returns the error as every edge understands it.
func (e *StaleError) Unwrap() error {
	return errs.Conflict("stale_version",
		"%s %q was changed by somebody else in the meantime; load it again and repeat", singular(e.Collection), e.ID)
}

// DuplicateError says that a document would break a unique index. It is an
// errs.KindConflict with the code of the index, or "duplicate" where it has none.
type DuplicateError struct {
	Collection string
	// Index is the name of the violated index, [IndexID] for the id itself.
	Index string
	// ID is the document that was refused.
	ID string
	// Code is that of the index; repositories fill it in, stores do not know it.
	Code string
}

// Error says what exists already, for logs.
func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s %q breaks the unique index %q", e.Collection, e.ID, e.Index)
}

// Unwrap returns the error as every edge understands it.
func (e *DuplicateError) Unwrap() error {
	return errs.Conflict(cmp.Or(e.Code, "duplicate"), "another %s has this %s already", singular(e.Collection), e.Index)
}
