package uow

import (
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Misuse of a unit, told apart by errors.Is.
var (
	// ErrSecondStore is returned to the repository of another store than the one
	// that the unit began with.
	ErrSecondStore = errors.New("a unit of work covers one store, because two cannot commit as one")
	// ErrConcurrent is returned to the second of two goroutines that use a unit at
	// the same time, and by a Do whose function returned while one still did.
	ErrConcurrent = errors.New("two goroutines use one unit of work at the same time; let one finish before the other begins")
	// ErrEnded is returned to those who use a unit after its function returned.
	ErrEnded = errors.New("the unit of work is over; its context must not be kept by what outlives it")
	// ErrNotIsolated is returned by a Do that joins a unit and asks for an [Isolation] above
	// that of the unit.
	ErrNotIsolated = errors.New("the unit of work was begun with less isolation; ask for it where the unit begins")
	// ErrEndless is returned when handling events keeps recording new ones.
	ErrEndless = errors.New("handling the events of the unit of work keeps recording new ones")
)

// Outcome is how a unit ended.
type Outcome uint8

// The outcomes.
const (
	// Committed: everything is stored.
	Committed Outcome = iota
	// RolledBack: nothing is stored.
	RolledBack
	// Unknown: either everything is stored or nothing, and which one cannot be told.
	// Reading tells. Repeating blindly may do the work twice.
	Unknown
)

// String returns "committed", "rolled back" or "unknown".
func (o Outcome) String() string {
	return [...]string{"committed", "rolled back", "unknown"}[min(o, Unknown)]
}

// OutcomeError is returned by [Do] when the function succeeded and the commit did
// not. errors.Is and errors.As find what was in the way, such as a conflict; except
// that an unknown outcome is an errs.KindInternal with the code "outcome_unknown"
// whatever caused it, so that nobody takes it for a failure to repeat.
type OutcomeError struct {
	// Outcome is RolledBack or Unknown.
	Outcome Outcome
	// Err is what was in the way.
	Err error
}

// Error says what became of the unit, for logs.
func (e *OutcomeError) Error() string {
	if e.Outcome == Unknown {
		return fmt.Sprintf("it is unknown whether the unit of work was committed: %v", e.Err)
	}
	return fmt.Sprintf("the unit of work was not committed: %v", e.Err)
}

// Unwrap returns what was in the way.
func (e *OutcomeError) Unwrap() error {
	if e.Outcome == Unknown {
		return errs.Internal("outcome_unknown", "it cannot be told whether the change was saved; look before trying again").Wrap(e.Err)
	}
	return e.Err
}

// UnknownOutcome returns the error of a commit that may or may not have happened because of
// err: the connection was lost after the commit was sent. Stores return it from
// their Commit.
func UnknownOutcome(err error) error { return &OutcomeError{Outcome: Unknown, Err: err} }

// OutcomeOf returns what became of the unit whose [Do] returned err: Committed for
// nil, RolledBack unless err says otherwise.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Committed
	}
	if e, ok := errors.AsType[*OutcomeError](err); ok {
		return e.Outcome
	}
	return RolledBack
}
