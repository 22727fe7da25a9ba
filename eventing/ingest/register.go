package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// CodeBadIngest is the code of the faults that this package adds to the report of Build.
const CodeBadIngest = "bad_ingest"

// Register makes the [*Ingest] of the config a singleton of the services; it takes the
// data.Store from them. It is called once. Without it there is the zero Config.
func Register(services *di.Services, config Config) {
	l := listOf(services)
	if l.configured {
		l.faults = append(l.faults, "Register is called twice; there is one for a program")
		return
	}
	l.configured, l.config = true, config.withDefaults()
}

// Subscribe registers a consumer H, its constructor as for [di.AddScoped], and the events
// that it listens to. A scope is opened for each event; a consumer that depends on
// singletons only is built once, in Build.
//
//	ingest.Subscribe(services, NewOrders,
//		ingest.On("com.partner.order.placed.v1", (*Orders).Placed),
//		ingest.On("com.partner.order.dropped.v1", (*Orders).Dropped),
//	)
//
// What is wrong with it is in the report of Build. A type has one consumer.
func Subscribe[H any](services *di.Services, constructor any, routes ...Route[H]) {
	l := listOf(services)
	kind := reflect.TypeFor[H]()
	var opts []di.Option
	if n := l.consumers[kind]; n > 0 {
		opts = append(opts, di.Key(fmt.Sprintf("ingest %d", n+1)))
	}
	l.consumers[kind]++
	di.AddScoped[H](services, constructor, append([]di.Option{di.Promotable()}, opts...)...)
	if len(routes) == 0 {
		l.faults = append(l.faults, fmt.Sprintf("%s listens to nothing; add a route such as ingest.On(\"com.example.order.placed.v1\", (*Orders).Placed)", kind))
	}
	for _, r := range routes {
		if r == nil {
			l.faults = append(l.faults, fmt.Sprintf("one of the routes of %s is nil", kind))
			continue
		}
		e := r.entry()
		if e.handle == nil {
			l.faults = append(l.faults, fmt.Sprintf("the method of %s is nil", r))
		}
		l.add(listener{kind: e.kind, text: r.String(), read: e.read, bind: func(c *di.Container) (handle, error) {
			ref, err := di.RefOf[H](c, opts...)
			return func(ctx context.Context, scope *di.Scope, value any) error {
				h, err := ref.Get(scope)
				if err != nil {
					return err
				}
				return e.handle(ctx, h, value)
			}, err
		}})
	}
}

// Log has the events of the types appended to the log, where subscriptions listen to them
// as to those of the program itself. The data has to be JSON. The event is stored under
// its type, in a stream of the category "received" that events of one source and key
// share, so that they stay in order; the attributes are in the metadata, those of the
// specification in Custom under "ce_id" and so on.
func Log(services *di.Services, types ...string) {
	l := listOf(services)
	for _, kind := range types {
		l.add(listener{kind: kind, text: fmt.Sprintf("Log(%q)", kind), log: true})
	}
}

type (
	// handle has a consumer handle what was read.
	handle func(ctx context.Context, scope *di.Scope, value any) error

	// listener is who listens to the events of a type.
	listener struct {
		kind string
		text string
		log  bool // the log itself listens
		read func(event *cloudevents.Event) (any, error)
		bind func(c *di.Container) (handle, error)
		handle
	}
)

// list is what is kept with the services.
type list struct {
	config     Config
	configured bool
	listeners  []listener
	consumers  map[reflect.Type]int
	faults     []string
}

func listOf(services *di.Services) *list {
	return di.Feature(services, func() *list {
		l := &list{config: Config{}.withDefaults(), consumers: map[reflect.Type]int{}}
		di.AddSingleton[*Ingest](services, newIngest)
		services.OnValidate(l.validate)
		services.OnBuild(l.build)
		return l
	})
}

func (l *list) add(one listener) {
	if fault := kindFault(one.kind); fault != "" {
		l.faults = append(l.faults, fmt.Sprintf("%s: %s", one.text, fault))
	}
	for _, other := range l.listeners {
		if other.kind == one.kind {
			l.faults = append(l.faults, fmt.Sprintf("%s and %s listen to the same type; call both from one method", other.text, one.text))
		}
	}
	l.listeners = append(l.listeners, one)
}

// validate finds what is wrong. It constructs nothing.
func (l *list) validate(*di.Validation) []di.Fault {
	sentences := append(l.config.faults(), l.faults...)
	faults := make([]di.Fault, len(sentences))
	for i, sentence := range sentences {
		faults[i] = di.Fault{Code: CodeBadIngest, Subject: l.config.Name, Message: fmt.Sprintf("the ingest %q cannot be: %s", l.config.Name, sentence)}
	}
	return faults
}

// build binds the listeners to their consumers once all singletons are there.
func (l *list) build(_ context.Context, c *di.Container) error {
	i, err := di.Resolve[*Ingest](c)
	if err != nil {
		return err
	}
	i.config, i.container = l.config, c
	if logger, err := di.Resolve[*slog.Logger](c); err == nil {
		i.logger = logger
	}
	if dispatch, err := di.Resolve[eventing.Dispatch](c); err == nil {
		i.options = append(i.options, uow.Dispatch(dispatch))
	}
	var faults []error
	for _, one := range l.listeners {
		if one.bind != nil {
			if one.handle, err = one.bind(c); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", one.text, err))
			}
		}
		i.add(one)
	}
	return errors.Join(append(faults, i.checkLog())...)
}
