package eventing

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// LetterError says that a subscription could not handle an event, and has set it aside.
type LetterError struct {
	Letter Letter
	// Err is what the consumer returned.
	Err error
}

// Error says which event it was and what was wrong with it.
func (e *LetterError) Error() string {
	return fmt.Sprintf("the subscription %q has set an event aside (%s): %v", e.Letter.Subscription, e.Letter.State, e.Err)
}

// Unwrap returns what the consumer returned.
func (e *LetterError) Unwrap() error { return e.Err }

// ErrRunning is returned by the second Run of an [Engine].
var ErrRunning = errors.New("the engine runs already; it runs all subscriptions of the program")

var (
	errLayout     = errors.New("the shards of the subscription are being laid out anew")
	errMisaligned = errors.New("the shards of the subscription are at different positions")
	errPaused     = errs.Conflict("subscription_paused", "the subscription is paused; resume it first")
)

// eventError is what a consumer says of one event.
type eventError struct {
	item *item
	err  error
}

func (e *eventError) Error() string {
	r := e.item.Record
	return fmt.Sprintf("handle %q of %s@%d: %v", eventstore.JoinName(r.Type, r.SchemaVersion), r.Stream, r.Version, e.err)
}

func (e *eventError) Unwrap() error { return e.err }

// panicError is a panic of what is called.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

func (e *panicError) Unwrap() error {
	err, _ := e.value.(error)
	return err
}

// safely calls fn, of which a panic is an error like any other.
func safely(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	return fn()
}

const longestText = 2000

// textOf returns the words of an error as every store can keep them.
func textOf(err error) string {
	text := strings.ToValidUTF8(strings.ReplaceAll(err.Error(), "\x00", "�"), "�")
	if len(text) > longestText {
		text = strings.ToValidUTF8(text[:longestText], "") + " …"
	}
	return text
}
