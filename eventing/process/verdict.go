package process

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// judgement is what follows from the way in which a unit of work ended.
type judgement uint8

const (
	// succeeded: go on.
	succeeded judgement = iota
	// again: somebody else was faster, or nobody knows; look anew.
	again
	// refused: it cannot be done, which the process has to know.
	refused
	// delayed: it cannot be done now.
	delayed
	// failed: it should have been done. After some attempts a person has to look.
	failed
	// stopped: this program is not to go on.
	stopped
)

// String returns the word for logs.
func (j judgement) String() string {
	return [...]string{"succeeded", "again", "refused", "delayed", "failed", "stopped"}[j]
}

type verdict struct {
	kind judgement
	err  error
}

// judge tells what an error means. done says that the command was handled, so that the error
// is about the process or the commit.
func judge(ctx context.Context, err error, done bool) verdict {
	switch {
	case err == nil:
		return verdict{succeeded, nil}
	case lost(err), ctx.Err() != nil:
		return verdict{stopped, err}
	case uow.OutcomeOf(err) == uow.Unknown, overtaken(err):
		return verdict{again, err}
	}
	_, duplicate := errors.AsType[*data.DuplicateError](err)
	switch kind := errs.KindOf(err); {
	case kind == errs.KindUnavailable, kind == errs.KindTimeout, kind == errs.KindTooMany:
		return verdict{delayed, err}
	case business(kind) && (!done || duplicate):
		return verdict{refused, err}
	}
	return verdict{failed, err}
}

// lost reports whether the lease is another one's.
func lost(err error) bool {
	_, lost := errors.AsType[*lease.LostError](err)
	return lost
}

// overtaken reports whether somebody else changed what the unit of work was based on.
func overtaken(err error) bool {
	_, stale := errors.AsType[*data.StaleError](err)
	_, version := errors.AsType[*eventstore.VersionError](err)
	_, moved := errors.AsType[*lease.MovedError](err)
	return stale || version || moved
}

// business reports whether an error of the kind is an answer to the command, and no failure
// to answer.
func business(kind errs.Kind) bool {
	switch kind {
	case errs.KindInvalid, errs.KindUnprocessable, errs.KindForbidden, errs.KindNotFound, errs.KindConflict,
		errs.KindPreconditionFailed, errs.KindPreconditionRequired, errs.KindGone, errs.KindTooLarge, errs.KindUnsupported:
		return true
	default:
		return false
	}
}

// longestPause is for how long somebody waits at most who was overtaken, so that those who
// get in each other's way do not go on doing so.
const longestPause = 20 * time.Millisecond

func pause(ctx context.Context, v verdict) error {
	if v.kind != again {
		return nil
	}
	timer := time.NewTimer(rand.N(longestPause)) //nolint:gosec // no secret
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// panicked returns what a method or handler panicked with as an error.
func panicked(value any) error {
	if err, ok := value.(error); ok {
		return fmt.Errorf("panic: %w\n\n%s", err, debug.Stack())
	}
	return fmt.Errorf("panic: %v\n\n%s", value, debug.Stack())
}
