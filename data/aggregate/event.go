package aggregate

// Event is something that happened to an aggregate, a plain struct in the past
// tense. It never changes once it is recorded.
type Event interface {
	// EventName is the name the event is known by outside of the program, with its
	// version: "order.confirmed.v1". It is a constant of the type, so it does not
	// depend on the value, and it outlives every renaming of the Go type.
	EventName() string
}
