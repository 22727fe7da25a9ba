package transport

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// DeadLetter is an event that was put aside.
type DeadLetter struct {
	Event cloudevents.Event
	// Group is the name of the group whose handler could not take it.
	Group string
	// Reason is the error of the last try.
	Reason string
	// Time is when it was put aside.
	Time time.Time
}

// DeadLetters is a bus that can list what it put aside.
type DeadLetters interface {
	// DeadLetters returns the letters of the group, the oldest first, at most limit, which
	// is above 0. They stay where they are.
	DeadLetters(ctx context.Context, group string, limit int) ([]DeadLetter, error)
}
