package eventing

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
)

// subscription is a registered one whose consumer and filter are known. It never changes.
type subscription struct {
	Config
	filter     eventstore.Filter
	types      map[string]bool // those of the filter; nil is all
	categories map[string]bool
	consumer   func(*di.Scope) (consumer, error)
}

func newSubscription(config Config, types []string, open func(*di.Scope) (consumer, error)) *subscription {
	return &subscription{
		Config:     config,
		filter:     eventstore.Filter{Types: types, Categories: config.Categories},
		types:      set(types),
		categories: set(config.Categories),
		consumer:   open,
	}
}

func set(list []string) map[string]bool {
	if len(list) == 0 {
		return nil
	}
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}

// wants reports whether the record passes the filter.
func (s *subscription) wants(r *eventstore.Record) bool {
	return (s.types == nil || s.types[r.Type]) && (s.categories == nil || s.categories[r.Category()])
}

// shardOf returns in which of so many shards a key is. It is the same in every process, for
// the hash is FNV-1a.
func shardOf(key string, shards int) int {
	if shards == 1 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return int(h.Sum64() % uint64(shards)) //nolint:gosec // at most mostShards
}

// shardOf returns in which of so many shards a record is.
func (s *subscription) shardOf(r eventstore.Record, shards int) int {
	if shards == 1 {
		return 0
	}
	return shardOf(s.Key(r), shards)
}

// consumer is what handles events in one scope.
type consumer interface {
	// one handles a single event.
	one(ctx context.Context, i *item) error
	// all handles the records of a batch. It is called when bulk reports true, and one is not.
	all(ctx context.Context, records []eventstore.Record) error
	bulk() bool
}

// table is the routes of a consumer.
type table[H any] struct {
	routes map[reflect.Type]route[H]
	bulk   *route[H] // of OnRecords
}

func newTable[H any](routes []Route[H]) (*table[H], []string) {
	t := &table[H]{routes: make(map[reflect.Type]route[H], len(routes))}
	var faults []string
	for _, r := range routes {
		e := r.entry()
		_, taken := t.routes[e.kind]
		switch {
		case e.handle == nil && e.records == nil:
			faults = append(faults, fmt.Sprintf("the method of %s is nil", r))
		case e.kind == nil && len(routes) > 1:
			faults = append(faults, fmt.Sprintf("%s has to be the only route; give the others a subscription of their own", r))
		case e.kind == nil:
			t.bulk = &e
		case e.event == nil && e.kind.Kind() == reflect.Interface:
			faults = append(faults, fmt.Sprintf("%s names an interface; name the types of the events, one route for each", r))
		case taken:
			faults = append(faults, fmt.Sprintf("%s is there twice; call both methods from one", r))
		default:
			t.routes[e.kind] = e
		}
	}
	if len(routes) == 0 {
		faults = append(faults, "it listens to nothing; add a route such as eventing.On((*Consumer).OrderPlaced)")
	}
	return t, faults
}

// types returns the logical names of the events that the routes may have to do with.
func (t *table[H]) types(registry *eventstore.Registry) ([]string, error) {
	if t.bulk != nil && len(t.bulk.events) == 0 {
		return t.bulk.types, nil
	}
	var types []string
	var faults []error
	for _, event := range t.events() {
		sources, kind := registry.Sources(event), reflect.TypeOf(event)
		if len(sources) == 0 {
			faults = append(faults, fmt.Errorf("the registry of events does not know %s; add eventstore.Events(%s{}) to eventstore.NewRegistry", kind, kind))
		}
		types = append(types, sources...)
	}
	slices.Sort(types)
	slices.SortFunc(faults, func(a, b error) int { return compare(a.Error(), b.Error()) })
	return slices.Compact(types), errors.Join(faults...)
}

// events returns a value of each type that the routes name.
func (t *table[H]) events() []aggregate.Event {
	if t.bulk != nil {
		return t.bulk.events
	}
	events := make([]aggregate.Event, 0, len(t.routes))
	for _, r := range t.routes {
		events = append(events, r.event)
	}
	return events
}

// bound is a consumer of type H with its routes.
type bound[H any] struct {
	*table[H]
	h        H
	registry *eventstore.Registry
}

func (b *bound[H]) bulk() bool { return b.table.bulk != nil }

func (b *bound[H]) one(ctx context.Context, i *item) error {
	event, err := i.decode(b.registry)
	if err != nil {
		return err
	}
	if _, unknown := event.(eventstore.Unknown); unknown { // which a registry may keep, and nobody may skip
		name := eventstore.JoinName(i.Type, i.SchemaVersion)
		return &eventstore.UnknownEventError{Name: name, Stream: i.Stream, Version: i.Version}
	}
	r, ok := b.routes[reflect.TypeOf(event)]
	if !ok { // a version of a name that a route listens to, which is another event
		return nil
	}
	return r.handle(withRecord(ctx, &i.Record), b.h, event)
}

func (b *bound[H]) all(ctx context.Context, records []eventstore.Record) error {
	return b.table.bulk.records(ctx, b.h, records)
}
