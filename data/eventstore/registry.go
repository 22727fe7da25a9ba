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
	kinds   map[string]reflect.Type // by name; the types of today
	steps   map[string]step         // by the name that they lead away from
	unknown bool                    // they are kept
	faults  []error
}

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
	r := &Registry{kinds: map[string]reflect.Type{}, steps: map[string]step{}}
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
	name := JoinName(SplitName(prototype(kind).EventName()))
	if other, ok := r.kinds[name]; ok && other != kind {
		r.fault("the event %q is both %s and %s; give one of them another version", name, other, kind)
		return
	}
	for _, field := range data.Unstored(kind) {
		r.fault("the event %q: %s is not exported and would not be stored; export it, or tag it `json:\"-\"`", name, field)
	}
	r.kinds[name] = kind
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
	for name := range r.kinds {
		kind, _ := SplitName(name)
		kinds[kind] = true
	}
	for name := range r.steps {
		kind, _ := SplitName(name)
		kinds[kind] = true
	}
	return slices.Sorted(maps.Keys(kinds))
}

// Decode returns the event that a record holds, as the Go type of today. Members of
// the data that the type does not have are left out.
func (r *Registry) Decode(record Record) (aggregate.Event, error) {
	name, body := JoinName(record.Type, record.SchemaVersion), record.Data
	for {
		s, ok := r.steps[name]
		if !ok {
			break
		}
		next, err := s.change(body)
		if err != nil {
			return nil, fmt.Errorf("upcast %q of %s@%d to %q: %w", name, record.Stream, record.Version, s.to, err)
		}
		name, body = s.to, next
	}
	kind, ok := r.kinds[name]
	switch {
	case ok:
		return decode(kind, name, record, body)
	case r.unknown:
		return Unknown{record}, nil
	}
	return nil, &UnknownEventError{Name: name, Stream: record.Stream, Version: record.Version}
}

func decode(kind reflect.Type, name string, record Record, body []byte) (aggregate.Event, error) {
	pointer := kind.Kind() == reflect.Pointer
	if pointer {
		kind = kind.Elem()
	}
	value := reflect.New(kind)
	if err := data.Decode(body, value.Interface()); err != nil {
		return nil, fmt.Errorf("decode %q of %s@%d: %w", name, record.Stream, record.Version, err)
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
