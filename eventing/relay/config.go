package relay

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Config says as what events leave. The Name of the Subscription and Source are required.
type Config struct {
	// Subscription is how the relay reads the log: its name, what it does about events that
	// cannot be sent, how many it sends at once. Its Key, by default the stream, is the
	// partition key of the events, which keeps their order on the way. It is always
	// Detached.
	Subscription eventing.Config
	// Source is the URI reference of this service, absolute where others are to tell it
	// from theirs: "https://pizzeria.example/orders". It never changes, for receivers know
	// events by source and id.
	Source string
	// Prefix is put before the types of events and ends in a dot: "com.example.pizzeria.".
	Prefix string
	// Subject is the subject of the event; nil is the name of the stream.
	Subject func(r eventstore.Record) string
	// Extensions are further attributes of the event; nil is none. Those that the relay
	// sets itself it cannot change.
	Extensions func(r eventstore.Record) map[string]any
	// MaxBytes is how large an event may be, attributes and data together; 0 means 64 KiB.
	// A larger one is dead-lettered.
	MaxBytes int
}

func (c Config) withDefaults() Config {
	c.Subscription.Detached = true
	c.MaxBytes = cmp.Or(c.MaxBytes, 64<<10)
	if c.Subscription.Key == nil {
		c.Subscription.Key = func(r eventstore.Record) string { return r.Stream }
	}
	if c.Subject == nil {
		c.Subject = func(r eventstore.Record) string { return r.Stream }
	}
	return c
}

// faults returns what is wrong with the config and the routes, one sentence each.
func (c Config) faults(routes []Route) []string {
	var faults []string
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			faults = append(faults, fmt.Sprintf(format, args...))
		}
	}
	add(c.MaxBytes < 0, "MaxBytes is %d; use a number above 0", c.MaxBytes)
	add(c.Prefix != "" && !strings.HasSuffix(c.Prefix, "."), "Prefix is %q; end it with a dot: %q", c.Prefix, c.Prefix+".")
	add(len(routes) == 0, "it sends nothing; add a route such as relay.Send(func(e OrderPlaced) OrderPlacedV1 { … })")
	add(c.Source == "", "Source is missing; set the URI reference of this service, such as \"https://example.com/orders\"")
	sent := map[string]bool{}
	for _, r := range routes {
		if r == nil {
			add(true, "one of the routes is nil")
			continue
		}
		e := r.entry()
		kind := fmt.Sprintf("%T", e.event)
		add(e.convert == nil, "the function of %s is nil", r)
		add(sent[kind], "%s is there twice; an event leaves as one", r)
		sent[kind] = true
		for _, fault := range c.sample(e) {
			add(true, "%s: %s", r, fault)
		}
	}
	return faults
}

// sample returns what is wrong with the events of a route whatever the record.
func (c Config) sample(r route) []string {
	event := cloudevents.Event{ID: "1", Source: cmp.Or(c.Source, "/"), Type: c.Prefix + r.kind, DataSchema: r.schema}
	err := event.Validate()
	if err == nil {
		return nil
	}
	var faults []string
	for _, field := range errs.From(err).Fields {
		faults = append(faults, strings.TrimPrefix(field.Pointer, "/")+" "+field.Message)
	}
	return faults
}
