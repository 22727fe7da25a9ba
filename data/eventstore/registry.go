package eventstore

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Registry knows which Go type an event is read into, and how events of old versions
// become those of today. It never changes and is safe for concurrent use.
type Registry struct {
	kinds   map[name]reflect.Type // the types of today
	steps   map[name]step         // by the name that they lead away from
	unknown bool                  // they are kept
	faults  []error
}

// name is what an event is stored under.
type name struct {
	kind    string
	version int
}

func nameOf(event string) name {
	kind, version := SplitName(event)
	return name{kind, version}
}

func (n name) String() string { return JoinName(n.kind, n.version) }

// Option is what a [Registry] is made of.
type Option struct {
	text  string
	apply func(r *Registry)
}

// String says what the option is.
func (o Option) String() string { return o.text }

// NewRegistry returns the registry of the options, in no particular order. It fails
// with every fault at once: names that are taken twice, fields that would not be
// stored, and upcasters that lead nowhere or in a circle.
//
//	registry, err := eventstore.NewRegistry(
//		eventstore.Events(OrderPlaced{}, OrderConfirmed{}),
//		eventstore.Upcast(func(old OrderPlacedV1) OrderPlaced { … }),
//	)
func NewRegistry(options ...Option) (*Registry, error) {
	r := &Registry{kinds: map[name]reflect.Type{}, steps: map[name]step{}}
	r.add(reflect.TypeFor[data.Removed]())
	for _, o := range options {
		o.apply(r)
	}
	r.checkSteps()
	if err := errors.Join(r.faults...); err != nil {
		return nil, fmt.Errorf("registry of events: %w", err)
	}
	return r, nil
}

// Events makes the types of the events known under their names; the values do not
// matter.
func Events(events ...aggregate.Event) Option {
	return Option{text: fmt.Sprintf("%d events", len(events)), apply: func(r *Registry) {
		for _, event := range events {
			if event == nil {
				r.fault("an event is nil; give a value of its type, such as OrderPlaced{}")
				continue
			}
			r.add(reflect.TypeOf(event))
		}
	}}
}

// KeepUnknown hands out an event with an unknown name as an [Unknown], so that a
// program can read what a newer one wrote. Without it, that is an
// [*UnknownEventError]: to fold a state that misses an event is to be wrong without
// a word.
func KeepUnknown() Option {
	return Option{text: "keep unknown events", apply: func(r *Registry) { r.unknown = true }}
}

func (r *Registry) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf(format, args...))
}

func (r *Registry) add(kind reflect.Type) {
	n := nameOf(prototype(kind).EventName())
	if other, ok := r.kinds[n]; ok && other != kind {
		r.fault("the event %q is both %s and %s; give one of them another version", n, other, kind)
		return
	}
	for _, field := range data.Unstored(kind) {
		r.fault("the event %q: %s is not exported and would not be stored; export it, or tag it `json:\"-\"`", n, field)
	}
	r.kinds[n] = kind
}

// prototype returns a value of an event type by which it tells its name.
func prototype(kind reflect.Type) aggregate.Event {
	value := reflect.New(kind).Elem()
	if kind.Kind() == reflect.Pointer {
		value = reflect.New(kind.Elem())
	}
	return value.Interface().(aggregate.Event)
}

// Types returns the logical names, without versions, of all events that the registry can
// read, sorted, for [Filter].
func (r *Registry) Types() []string {
	kinds := map[string]bool{}
	for n := range r.kinds {
		kinds[n.kind] = true
	}
	for n := range r.steps {
		kinds[n.kind] = true
	}
	return slices.Sorted(maps.Keys(kinds))
}

// Sources returns the logical names, without versions, under which events are stored that
// [Registry.Decode] returns as the Go type of the event, sorted: its own, and those that lead to
// it by [Rename] and [Upcast]. The value does not matter. A [Filter] with them as its Types
// misses no such event; where one name has versions of several Go types, it lets the others
// pass as well. A type that is not registered has none.
func (r *Registry) Sources(event aggregate.Event) []string {
	kinds := map[string]bool{}
	for n, kind := range r.kinds {
		if kind == reflect.TypeOf(event) {
			kinds[n.kind] = true
		}
	}
	for n := range r.steps {
		if r.kinds[r.last(n)] == reflect.TypeOf(event) {
			kinds[n.kind] = true
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

// Decode returns the event that a record holds, as the Go type of today. Members of
// the data that the type does not have are left out.
func (r *Registry) Decode(record Record) (aggregate.Event, error) {
	n, body := name{record.Type, record.SchemaVersion}, record.Data
	for s, ok := r.steps[n]; ok; s, ok = r.steps[n] {
		next, err := s.change(body)
		if err != nil {
			return nil, fmt.Errorf("upcast %q of %s@%d to %q: %w", n, record.Stream, record.Version, s.to, err)
		}
		n, body = s.to, next
	}
	kind, ok := r.kinds[n]
	switch {
	case ok:
		event, err := decode(kind, body)
		if err != nil {
			return nil, fmt.Errorf("decode %q of %s@%d: %w", n, record.Stream, record.Version, err)
		}
		return event, nil
	case r.unknown:
		return Unknown{record}, nil
	}
	return nil, &UnknownEventError{Name: n.String(), Stream: record.Stream, Version: record.Version}
}

func decode(kind reflect.Type, body []byte) (aggregate.Event, error) {
	pointer := kind.Kind() == reflect.Pointer
	if pointer {
		kind = kind.Elem()
	}
	value := reflect.New(kind)
	if err := data.Decode(body, value.Interface()); err != nil {
		return nil, err
	}
	if !pointer {
		value = value.Elem()
	}
	return value.Interface().(aggregate.Event), nil
}

// UnknownEventError says that a record has a name that the [Registry] does not know.
type UnknownEventError struct {
	// Name is that of the event, with version.
	Name    string
	Stream  string
	Version int64
}

// Error says what to do about it.
func (e *UnknownEventError) Error() string {
	return fmt.Sprintf("%s@%d is an event %q, which is not registered; add its type to the registry, an upcaster to a type that is there, or KeepUnknown",
		e.Stream, e.Version, e.Name)
}
