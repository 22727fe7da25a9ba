package hosting

import (
	"context"
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
)

// Service is work that goes on as long as the application runs: a server, a
// consumer, a clean-up loop. Run blocks and returns soon after ctx ends; what it
// returns then is nil, or why it could not stop in order. A Run that returns an
// error before that stops the application; one that returns nil has nothing
// left to do.
//
// A service may have two more methods: Ready() <-chan struct{}, closed when the
// services after it may start, and String() string, its name in logs.
type Service interface {
	Run(ctx context.Context) error
}

// ServiceFunc makes a function a [Service].
type ServiceFunc func(ctx context.Context) error

// Run calls f.
func (f ServiceFunc) Run(ctx context.Context) error { return f(ctx) }

// readier is a service that others wait for.
type readier interface {
	Ready() <-chan struct{}
}

// AddService registers a constructor of a service that the host runs, as a
// singleton of type S. Services start in the order of their registration, each
// after the one before is ready, and stop in reverse, all after the last
// request has ended.
func AddService[S Service](services *di.Services, constructor any, opts ...ServiceOption) {
	di.AddSingleton[S](services, constructor)
	entry := serviceEntry{resolve: func(c *di.Container) (Service, error) { return di.Resolve[S](c) }}
	for _, o := range opts {
		o.apply(&entry)
	}
	list := servicesOf(services)
	list.entries = append(list.entries, entry)
}

// ServiceOption refines the registration of a service. The list of options is
// closed; each prints itself as it is written.
type ServiceOption interface {
	fmt.Stringer
	apply(*serviceEntry)
}

// InRole makes the service run only in processes that have one of the roles (see
// [Settings].Roles). Without it a service runs in every process.
func InRole(roles ...string) ServiceOption { return roleOption(roles) }

type roleOption []string

func (o roleOption) String() string        { return fmt.Sprintf("InRole(%q)", []string(o)) }
func (o roleOption) apply(e *serviceEntry) { e.roles = append(e.roles, o...) }

// serviceEntry is one registration of a service.
type serviceEntry struct {
	resolve func(*di.Container) (Service, error)
	roles   []string // none means every role
}

// serviceList keeps the services of one di.Services in their order.
type serviceList struct {
	entries []serviceEntry
}

func servicesOf(services *di.Services) *serviceList {
	return di.Feature(services, func() *serviceList { return new(serviceList) })
}

// of returns the services of a process with the roles; none means all.
func (l *serviceList) of(roles []string, c *di.Container) ([]Service, error) {
	services := make([]Service, 0, len(l.entries))
	for _, e := range l.entries {
		if !plays(roles, e.roles) {
			continue
		}
		s, err := e.resolve(c)
		if err != nil {
			return nil, err
		}
		services = append(services, s)
	}
	return services, nil
}

// nameOf returns what logs call a service.
func nameOf(s Service) string {
	if named, ok := s.(fmt.Stringer); ok {
		return named.String()
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", s), "*")
}
