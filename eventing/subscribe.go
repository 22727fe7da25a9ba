package eventing

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
)

// The codes of the faults that this package adds to the report of Build.
const (
	// CodeBadSubscription is a subscription whose config or routes make no sense.
	CodeBadSubscription = "bad_subscription"
	// CodeDuplicateSubscription is a name that two subscriptions have.
	CodeDuplicateSubscription = "duplicate_subscription"
)

// Subscribe registers a subscription: a consumer H, its constructor as for [di.AddScoped],
// and the events it listens to. A scope is opened for each unit of work; a consumer that
// depends on singletons only is built once, in Build. It registers the [*Engine] as well,
// which takes the [data.Store], that has to keep a log and tell the time, and the
// [*eventstore.Registry] from the services.
//
//	eventing.Subscribe(services, eventing.Config{Name: "notifications"}, NewNotifications,
//		eventing.On((*Notifications).OrderReady),
//		eventing.On((*Notifications).OrderDelivered),
//	)
//
// What is wrong with it is in the report of Build: see [Config] and [Route], and note that an
// event has to be in the registry.
func Subscribe[H any](services *di.Services, config Config, constructor any, routes ...Route[H]) {
	l := listOf(services)
	r := &registration{Config: config.withDefaults(), at: place()}
	kind := reflect.TypeFor[H]()
	var opts []di.Option
	if n := l.consumers[kind]; n > 0 {
		opts = append(opts, di.Key(fmt.Sprintf("subscription %d", n+1)))
	}
	l.consumers[kind]++
	di.AddScoped[H](services, constructor, append([]di.Option{di.Promotable()}, opts...)...)
	table, faults := newTable(routes)
	r.faults = append(r.Config.faults(), faults...)
	r.bind = func(c *di.Container, registry *eventstore.Registry) (*subscription, error) {
		ref, err := di.RefOf[H](c, opts...)
		if err != nil {
			return nil, err
		}
		types, err := table.types(registry)
		if err != nil {
			return nil, err
		}
		return newSubscription(r.Config, types, func(s *di.Scope) (consumer, error) {
			h, err := ref.Get(s)
			return &bound[H]{table, h, registry}, err
		}), nil
	}
	l.registrations = append(l.registrations, r)
}

// Register makes the [*Engine] a singleton of the services, also of a program that has no
// subscription of its own. It may be called any number of times, and Subscribe does so.
func Register(services *di.Services) { listOf(services) }

// registration is one call of Subscribe.
type registration struct {
	Config
	at     string
	faults []string
	bind   func(*di.Container, *eventstore.Registry) (*subscription, error)
}

// list is what is kept with the services.
type list struct {
	registrations []*registration
	consumers     map[reflect.Type]int // how often each type was registered
}

func listOf(services *di.Services) *list {
	return di.Feature(services, func() *list {
		l := &list{consumers: make(map[reflect.Type]int)}
		di.AddSingleton[*Engine](services, newEngine)
		services.OnValidate(l.validate)
		services.OnBuild(l.build)
		return l
	})
}

// validate finds what is wrong with the subscriptions. It constructs nothing.
func (l *list) validate(*di.Validation) []di.Fault {
	var faults []di.Fault
	first := make(map[string]*registration)
	for _, r := range l.registrations {
		for _, fault := range r.faults {
			faults = append(faults, di.Fault{
				Code: CodeBadSubscription, Subject: r.Name, At: r.at,
				Message: fmt.Sprintf("the subscription %q cannot be: %s", r.Name, fault),
			})
		}
		if other, ok := first[r.Name]; ok {
			faults = append(faults, di.Fault{
				Code: CodeDuplicateSubscription, Subject: r.Name, At: r.at,
				Message: fmt.Sprintf("two subscriptions are named %q", r.Name),
				Path:    []string{"the first is at " + other.at, "the second is at " + r.at},
				Fix:     "give each a name of its own, by which its checkpoint is kept",
			})
			continue
		}
		first[r.Name] = r
	}
	return faults
}

// place returns "file.go:12" of the nearest caller outside the framework.
func place() string {
	home := strings.TrimSuffix(reflect.TypeFor[Engine]().PkgPath(), "eventing")
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		rest, inside := strings.CutPrefix(f.Function, home)
		user := !inside || strings.HasSuffix(f.File, "_test.go") ||
			strings.HasPrefix(rest, "samples/") || strings.HasPrefix(rest, "cmd/")
		if user || !more {
			return filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
		}
	}
}
