package eventstore

import (
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/errs"
)

// ErrClosed is what a [Store] that is closed may return.
var ErrClosed = errs.Unavailable("store_closed", "the event store is closed")

// VersionError says that a stream is not as an append expected it. It is an
// errs.KindConflict with the code "stale_version": reading the stream anew and
// deciding again resolves it.
type VersionError struct {
	Stream   string
	Expected Expected
	// Actual is the version that the stream is in, 0 when it has no events.
	Actual int64
}

// Error says what was expected and what there is, for logs.
func (e *VersionError) Error() string {
	return fmt.Sprintf("stream %q was expected %s and %s", e.Stream, e.Expected, found(e.Actual))
}

// Unwrap returns the error as every edge understands it.
func (e *VersionError) Unwrap() error {
	return errs.Conflict("stale_version", "%q was changed by somebody else in the meantime; load it again and repeat", e.Stream)
}

// String says it in words: "at version 3", "to have no events".
func (e Expected) String() string {
	switch e {
	case Any:
		return "in any state"
	case Exists:
		return "to have events"
	case None:
		return "to have no events"
	}
	return fmt.Sprintf("at version %d", int64(e))
}

func found(version int64) string {
	if version == 0 {
		return "has none"
	}
	return fmt.Sprintf("is at version %d", version)
}

var (
	errNoStream   = errors.New("it names no stream")
	errNoType     = errors.New("it has no type; give it a name such as \"order.confirmed\"")
	errTwice      = errors.New("it is in the same append twice; put its events into one batch")
	errBadID      = errors.New("the id is no UUID in lower-case text; leave it empty, or make one by NewID or IDFor")
	errBadVersion = errors.New("the schema version is negative; the first is 1")
	errBadStream  = errors.New("the name has characters that cannot be stored; use valid UTF-8 without NUL")
	errBadData    = errors.New("the data is not JSON")
	errExpected   = errors.New("what it expects of the stream is none of Any, Exists, None and Exact")
)
