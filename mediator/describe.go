package mediator

import (
	"fmt"
	"reflect"
	"strings"
)

// Description lists pipelines; it prints one after the other.
type Description []PipelineInfo

// PipelineInfo is one message and what it passes through.
type PipelineInfo struct {
	// Kind is what the message is.
	Kind Kind
	// Message is its type.
	Message reflect.Type
	// Result is the type of its answer, or of a row; None for events.
	Result reflect.Type
	// Behaviors are the types of the behaviours, outermost first.
	Behaviors []string
	// Handlers are the types of the handlers with the place of their
	// registration: one, or for an event those that listen, in their order.
	Handlers []string
}

// String returns the message in one line, then each step of its pipeline in one.
func (p PipelineInfo) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", p.Kind, p.Message)
	switch {
	case p.Kind == KindStream:
		fmt.Fprintf(&b, " -> sequence of %s", p.Result)
	case p.Result != reflect.TypeFor[None]():
		fmt.Fprintf(&b, " -> %s", p.Result)
	}
	for _, name := range p.Behaviors {
		fmt.Fprintf(&b, "\n  through %s", name)
	}
	for _, name := range p.Handlers {
		fmt.Fprintf(&b, "\n  to %s", name)
	}
	return b.String()
}

// String returns the pipelines with an empty line between.
func (d Description) String() string {
	parts := make([]string, len(d))
	for i, p := range d {
		parts[i] = p.String()
	}
	return strings.Join(parts, "\n\n")
}
