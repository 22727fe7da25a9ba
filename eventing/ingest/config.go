package ingest

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Policy says what becomes of events whose type nobody listens to.
type Policy uint8

const (
	// Refuse answers that the type is unknown; a transport puts the event aside.
	Refuse Policy = iota
	// Ignore takes the event and forgets it.
	Ignore
	// Keep appends the event to the log, as [Log] does.
	Keep
)

// String returns "refuse", "ignore" or "keep".
func (p Policy) String() string {
	switch p {
	case Ignore:
		return "ignore"
	case Keep:
		return "keep"
	default:
		return "refuse"
	}
}

// Config says what is done about what comes in. The zero value is a good start.
type Config struct {
	// Name keeps what was received apart from that of another program on the same store;
	// empty means "ingest". It is the group by which transports know the program, too.
	// Lower-case ASCII letters, digits, '_' and '-', a letter first, at most 48.
	Name string
	// Unknown is what becomes of events whose type nobody listens to.
	Unknown Policy
	// Limits say how large events and batches may be; the zero value is that of cloudevents.
	Limits cloudevents.Limits
	// Retention is for how long it is known that an event has been handled; 0 means 7 days.
	// An event that is sent again later than that is handled again, so it has to be longer
	// than anybody tries, and than a transport keeps events.
	Retention time.Duration
	// Retry is how a unit of work is tried again at once when somebody else was faster.
	Retry uow.RetryPolicy
	// Validate checks what was read into a Go type; the Validate of a Validator of package
	// validation fits. Nil calls the method Validate() error of the type where it has one.
	Validate func(ctx context.Context, value any) error
	// Observe is told of every event, for metrics. It has to be quick and safe for concurrent
	// use. Nil means nobody asks.
	Observe func(o Observation)
	// Group refines how a transport is consumed. Its Name is the Name above and its Types
	// are those that somebody listens to, unless they are set; with Keep and Ignore they
	// are all there are.
	Group transport.Group
}

func (c Config) withDefaults() Config {
	c.Name = cmp.Or(c.Name, "ingest")
	c.Retention = cmp.Or(c.Retention, 7*24*time.Hour)
	c.Group.Name = cmp.Or(c.Group.Name, c.Name)
	if c.Observe == nil {
		c.Observe = func(Observation) {}
	}
	if c.Validate == nil {
		c.Validate = validateItself
	}
	return c
}

// Observation is what became of an event that came in.
type Observation struct {
	Outcome Outcome
	// Refused is true where the event failed for what is wrong with itself.
	Refused bool
	// Type and Source are those of the event.
	Type, Source string
	// Duration is how long it took, commit included.
	Duration time.Duration
	// Err is why it failed, nil where it did not.
	Err error
}

func validateItself(_ context.Context, value any) error {
	if v, ok := value.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

var names = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,47}$`)

// faults returns what is wrong with a config that has its defaults, one sentence each.
func (c Config) faults() []string {
	var faults []string
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	add(!names.MatchString(c.Name), "Name is %q; use lower-case letters, digits, '_' and '-', a letter first, at most 48 of them", c.Name)
	add(c.Unknown > Keep, "Unknown is %d; use Refuse, Ignore or Keep", c.Unknown)
	add(c.Retention < time.Minute, "Retention is %v; use a minute or more", c.Retention)
	_, err := c.Group.Complete()
	add(err != nil, "Group: %v", err)
	return faults
}
