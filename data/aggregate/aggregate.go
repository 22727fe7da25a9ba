package aggregate

import "slices"

// State is what the state of an aggregate has to offer, on the value and not on a
// pointer: its identity, and how each event changes it.
type State[S any] interface {
	// AggregateID returns the identity, which the first event sets and no later one
	// changes.
	AggregateID() string
	// Apply returns the state after the event. It is a pure function: the same
	// state and event give the same result, today and when they are replayed in ten
	// years. An event it does not know leaves the state as it is. A slice or map of
	// the old state that changes has to be cloned first, for the old state may still
	// be looked at: slices.Clone, maps.Clone.
	Apply(event Event) S
}

// Root makes a struct an aggregate by being embedded in it. The zero value is an
// aggregate to which nothing has happened yet. A Root must not be copied after its
// first use and is not safe for concurrent use.
type Root[S State[S]] struct {
	state   S
	stored  int64
	pending []Event
}

// Record lets the event happen: the state becomes what Apply makes of it, and the
// event is pending until the aggregate is stored.
func (r *Root[S]) Record(event Event) {
	r.state = r.state.Apply(event)
	r.pending = append(r.pending, event)
}

// State returns the present state, to be read. It is a copy, except for what its
// slices, maps and pointers point at.
func (r *Root[S]) State() S { return r.state }

// ID returns the identity of the aggregate, "" before its first event.
func (r *Root[S]) ID() string { return r.state.AggregateID() }

// Version returns the number of events in the life of the aggregate, the pending
// ones included: it is the version the aggregate has once it is stored.
func (r *Root[S]) Version() int64 { return r.stored + int64(len(r.pending)) }

// Pending returns the events recorded since the aggregate was loaded or stored, in
// order. The slice is the caller's.
func (r *Root[S]) Pending() []Event { return slices.Clone(r.pending) }

func (r *Root[S]) storedVersion() int64 { return r.stored }

func (r *Root[S]) statePointer() any { return &r.state }

func (r *Root[S]) settle() {
	r.stored = r.Version()
	r.pending = nil
}

func (r *Root[S]) restore(version int64, decode func(state any) error) error {
	fresh := Root[S]{stored: version}
	if err := decode(&fresh.state); err != nil {
		return err
	}
	*r = fresh
	return nil
}

func (r *Root[S]) replay(event Event) {
	r.state = r.state.Apply(event)
	r.stored++
}
