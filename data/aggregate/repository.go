package aggregate

import (
	"errors"
	"iter"
)

// Aggregate is every pointer to a struct that embeds [Root]. Nothing else can
// implement it.
type Aggregate interface {
	// ID returns the identity, "" before the first event.
	ID() string
	// Version returns the number of events in its life, pending ones included.
	Version() int64
	// Pending returns the events that are not stored yet.
	Pending() []Event

	storable
}

// storable is what the functions for repositories need of a [Root].
type storable interface {
	storedVersion() int64
	statePointer() any
	settle()
	restore(version int64, decode func(state any) error) error
	replay(event Event)
}

// ErrPending is returned by [Replay] for an aggregate with pending events.
var ErrPending = errors.New("the aggregate has pending events, and what is stored cannot follow them")

// Restore makes a the aggregate that was stored under the version. decode is given
// a pointer to its state, to be filled from what a repository keeps. Whatever a was
// before is gone, unless decode fails: then a is as it was and the error is decode's.
func Restore(a Aggregate, version int64, decode func(state any) error) error {
	return a.restore(version, decode)
}

// Replay folds stored events into a, which each raises its version by one and
// leaves nothing pending. It goes on from where a is: a zero aggregate, or one
// restored from a snapshot. The first error of the sequence ends it.
func Replay(a Aggregate, events iter.Seq2[Event, error]) error {
	if a.Version() != a.storedVersion() {
		return ErrPending
	}
	for event, err := range events {
		if err != nil {
			return err
		}
		a.replay(event)
	}
	return nil
}

// StateOf returns a pointer to the state of a, an *S of its Root[S], for a
// repository to encode. Nobody writes through it.
func StateOf(a Aggregate) any { return a.statePointer() }

// StoredVersion returns the version of a without its pending events: the one that
// is stored where nobody else has changed it, 0 for a new aggregate.
func StoredVersion(a Aggregate) int64 { return a.storedVersion() }

// Settle tells a that its pending events are stored.
func Settle(a Aggregate) { a.settle() }
