package eventing

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Start is a place in the log from which a subscription goes on. The zero value is the
// [Beginning].
type Start struct {
	kind  startKind
	after eventstore.Position
	at    time.Time
}

type startKind uint8

const (
	fromBeginning startKind = iota
	fromNow
	fromPosition
	fromTime
)

// Beginning is the first event of the log.
func Beginning() Start { return Start{} }

// Now is the first event that is appended from now on: for a subscription, from the
// moment at which it is run for the first time.
func Now() Start { return Start{kind: fromNow} }

// After is the first event behind the position.
func After(p eventstore.Position) Start { return Start{kind: fromPosition, after: max(p, 0)} }

// At is the first event that happened at the time or later. To find it the log is read.
func At(t time.Time) Start { return Start{kind: fromTime, at: t.UTC()} }

// String returns "the beginning", "now", "after 42" or "at 2026-03-01T00:00:00Z".
func (s Start) String() string {
	switch s.kind {
	case fromNow:
		return "now"
	case fromPosition:
		return fmt.Sprintf("after %d", s.after)
	case fromTime:
		return "at " + s.at.Format(time.RFC3339Nano)
	}
	return "the beginning"
}

// resolve returns the position behind which the start is, for those who read the log
// through the filter.
func (s Start) resolve(ctx context.Context, log eventstore.Store, filter eventstore.Filter) (eventstore.Position, error) {
	switch s.kind {
	case fromNow:
		return log.Head(ctx)
	case fromPosition:
		return s.after, nil
	case fromTime:
		return before(ctx, log, filter, s.at)
	}
	return 0, nil
}

// before returns the position of the last record in front of the first one of the time or
// later.
func before(ctx context.Context, log eventstore.Store, filter eventstore.Filter, t time.Time) (eventstore.Position, error) {
	head, err := log.Head(ctx)
	if err != nil {
		return 0, err
	}
	filter.Through = head
	for r, err := range log.ReadAll(ctx, 0, filter) {
		if err != nil {
			return 0, fmt.Errorf("look for the first event at %s: %w", t.Format(time.RFC3339), err)
		}
		if !r.At.Before(t) {
			return r.Position - 1, nil
		}
	}
	return head, nil
}
