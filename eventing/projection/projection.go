package projection

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Config says what a projection is called and how it runs. Only Name is required.
type Config struct {
	// Name is what it is known by in all its versions: "order-list". Lower-case ASCII letters,
	// digits, '_' and '-', a letter first, at most 32.
	Name string
	// Version tells one way to make the rows from another. It is raised whenever the same
	// events are to give other rows: the rows of each version are kept apart, so that an old
	// version serves while a new one is built. 0 means 1.
	Version int
	// Inline has the rows written in the unit of work that appends the events, which the
	// mediator publishes there. They are never behind; in return every command waits for
	// them, and fails with them. The rest of the config, but Wait, is without effect.
	Inline bool
	// Wait is how long a read waits at most for what its consistency token asks for. 0 means
	// 2 seconds.
	Wait time.Duration
	// Categories, Key, Shards, Retry, Lease and Stalled are those of the subscription. Mind
	// that rows of two shards must not be the same: let Key return the id of the row.
	Categories []string
	Key        func(r eventstore.Record) string
	Shards     int
	Retry      eventing.Retry
	Lease      time.Duration
	Stalled    time.Duration
	// Batch is how many events are handled in one unit of work at most, which matters to one
	// that is behind. 0 means 1000.
	Batch int
}

func (c Config) withDefaults() Config {
	fill(&c.Version, 1)
	fill(&c.Batch, 1000)
	fill(&c.Wait, 2*time.Second)
	return c
}

func fill[T int | time.Duration](value *T, fallback T) {
	if *value == 0 {
		*value = fallback
	}
}

// Subscription returns the name of the subscription that builds the version: "order-list-v2".
func (c Config) Subscription() string { return versioned(c.Name, "-", c.Version) }

func versioned(name, separator string, version int) string {
	return fmt.Sprintf("%s%sv%d", name, separator, max(version, 1))
}

var names = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// CodeBadProjection is a projection whose config or routes make no sense, in the report of
// Build.
const CodeBadProjection = "bad_projection"

// Route says what a consumer H listens to, or which rows it keeps.
type Route[H any] func(d *Definition[H])

// Definition is what routes add to. It is made by [Add].
type Definition[H any] struct {
	*plan
	routes []eventing.Route[H]
	inline []func(*di.Services)
	keeps  []func(*di.Services)
}

// plan is one version of a projection, without the type of its consumer.
type plan struct {
	Config
	rows   []keeping
	faults []string
}

// keeping is one kind of row of a projection.
type keeping struct {
	kind       reflect.Type
	name       string // "" is the one that is named like the projection
	collection data.Collection
}

func (p *plan) fault(format string, args ...any) {
	p.faults = append(p.faults, fmt.Sprintf(format, args...))
}

// Add registers a version of a projection: a consumer H, its constructor as for
// [di.AddScoped], the events that it listens to, and the rows that it keeps.
//
//	projection.Add(services, projection.Config{Name: "order-list", Version: 2}, NewOrderList,
//		projection.On((*OrderList).Placed),
//		projection.On((*OrderList).Confirmed),
//		projection.Keeps[OrderRow],
//	)
//
// The constructor takes a [*Rows] for each kind of row, to write them; whoever reads them takes
// a [*View]. Add registers the [*Projections] as well. What is wrong is in the report of Build.
func Add[H any](services *di.Services, config Config, constructor any, routes ...Route[H]) {
	l := listOf(services)
	d := &Definition[H]{plan: &plan{Config: config.withDefaults()}}
	for _, route := range routes {
		if route == nil {
			d.fault("one of the routes is nil")
			continue
		}
		route(d)
	}
	d.check()
	l.plans = append(l.plans, d.plan)
	for _, register := range d.keeps {
		register(services)
	}
	if d.Inline {
		di.AddScoped[H](services, constructor, di.Promotable())
		for _, register := range d.inline {
			register(services)
		}
		return
	}
	eventing.Subscribe(services, d.subscription(), constructor, d.routes...)
}

func (p *plan) subscription() eventing.Config {
	return eventing.Config{
		Name: p.Subscription(), Categories: p.Categories, Key: p.Key, Shards: p.Shards, Batch: p.Batch,
		Retry: p.Retry, Lease: p.Lease, Stalled: p.Stalled, OnFailure: eventing.ParkKey, Overlap: true,
	}
}

func (p *plan) check() {
	if !names.MatchString(p.Name) {
		p.fault("Name is %q; use lower-case letters, digits, '_' and '-', a letter first, at most 32 of them", p.Name)
	}
	if p.Version < 1 || p.Wait < 0 || p.Batch < 1 {
		p.fault("Version is %d, Wait %v and Batch %d; use numbers above 0", p.Version, p.Wait, p.Batch)
	}
	if len(p.rows) == 0 {
		p.fault("it keeps nothing; add a route such as projection.Keeps[OrderRow]")
	}
	taken := make(map[string]bool)
	for _, k := range p.rows {
		if taken[k.collection.Name] {
			p.fault("two kinds of rows are kept in %q; give %s a method RowName", k.collection.Name, k.kind)
		}
		taken[k.collection.Name] = true
		if err := k.collection.Check(); err != nil {
			p.fault("%v", err)
		}
	}
}

// On leads events of type E to a method, written as a method expression, as eventing.On does.
// The rows that it writes are committed with the checkpoint of the subscription, or, for an
// Inline projection, with the command.
func On[H any, E aggregate.Event](method func(h H, ctx context.Context, event E) error) Route[H] {
	return func(d *Definition[H]) {
		d.routes = append(d.routes, eventing.On(method))
		d.inline = append(d.inline, func(services *di.Services) {
			mediator.AddEventHandler[mediator.EventHandlerFunc[E]](services, func(h H) mediator.EventHandlerFunc[E] {
				return func(ctx context.Context, e E) error { return method(h, ctx, e) }
			})
		})
	}
}

// OnRecords leads the records of a whole batch to a method, undecoded and in order, as
// eventing.OnRecords does: for rows that are made of nothing but one event each, which is the
// fastest way to build many. It is the only route to events, and not for Inline.
func OnRecords[H any](method func(h H, ctx context.Context, records []eventstore.Record) error, types ...string) Route[H] {
	return func(d *Definition[H]) {
		d.routes = append(d.routes, eventing.OnRecords(method, types...))
		if d.Inline {
			d.fault("it is Inline and listens to records, which there are none of before the commit; use projection.On")
		}
	}
}

// Keeps makes T one of the rows that the projection keeps. It is given to Add as it is,
// without a call. See [Row].
func Keeps[T Row, H any](d *Definition[H]) {
	var row T
	k := keeping{kind: reflect.TypeFor[T]()}
	if named, ok := any(row).(interface{ RowName() string }); ok {
		k.name = named.RowName()
	}
	k.collection.Name = d.collection(k.name)
	if indexed, ok := any(row).(interface{ RowIndexes() []data.Index }); ok {
		k.collection.Indexes = indexed.RowIndexes()
	}
	d.rows = append(d.rows, k)
	d.keeps = append(d.keeps, func(services *di.Services) { addRows[T](services, d.plan, k) })
}

// collection is where rows of the name are kept: "order_list_v2", "order_list_items_v2".
func (p *plan) collection(row string) string {
	return versioned(collectionBase(p.Name, row), "_", p.Version)
}

func collectionBase(projection, row string) string {
	base := strings.ReplaceAll(projection, "-", "_")
	if row != "" {
		base += "_" + row
	}
	return base
}
