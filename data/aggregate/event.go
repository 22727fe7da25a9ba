package aggregate

import "time"

// Event is something that happened to an aggregate, a plain struct in the past
// tense. It never changes once it is recorded.
type Event interface {
	// EventName is the name the event is known by outside of the program, with its
	// version: "order.confirmed.v1". It is a constant of the type, so it does not
	// depend on the value, and it outlives every renaming of the Go type.
	EventName() string
}

// Timed is an event that knows when it happened, by the clock of the program. A log keeps that
// time as the event's, cut to microseconds, so that whoever asks how things were at a moment gets
// what the events themselves say. Of an event that is not Timed, or whose time is zero, the log
// keeps when it was stored.
//
// Two machines never have quite the same clock. An aggregate whose past is asked for therefore
// records no event that is earlier than the one before.
type Timed interface {
	Event
	OccurredAt() time.Time
}
