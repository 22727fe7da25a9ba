package mvc

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
)

// App is a set of controllers served under one prefix with one OpenAPI document.
// Register it with the services, build those, then serve [App.Handler]. An App
// is safe for concurrent use once it is registered.
type App struct {
	config        Config
	prefix        string // "" or "/api"
	registrations []Registration
	encoders      []Encoder
	problems      Problems
	exchanges     exchangePool
	detached      sync.WaitGroup // event streams that have left their requests

	compileOnce sync.Once
	endpoints   []*endpoint
	faults      []di.Fault

	container *di.Container
	handler   atomic.Pointer[http.Handler]
}

// NewApp returns an App that serves the registrations. Mistakes in their routes
// are reported when the services are validated.
func NewApp(config Config, registrations ...Registration) *App {
	config = config.withDefaults()
	a := &App{
		config:        config,
		prefix:        trimmedPrefix(config.Prefix),
		registrations: registrations,
		encoders:      append([]Encoder{jsonEncoder{config.Codec}}, config.Encoders...),
		problems:      config.Problems,
	}
	return a
}

func trimmedPrefix(prefix string) string {
	if p := joinPath(prefix, ""); p != "/" {
		return p
	}
	return ""
}

// Register adds the controllers to the services, joins the faults of the routes
// to the report of their validation, and connects the routes when they are
// built. Call it once.
func (a *App) Register(services *di.Services) {
	for _, r := range a.registrations {
		if r.add != nil {
			r.add(services)
		}
	}
	services.OnValidate(func(*di.Validation) []di.Fault {
		a.compileAll()
		return a.faults
	})
	services.OnBuild(func(_ context.Context, c *di.Container) error { return a.connect(c) })
}

// Handler serves the routes. Until the services are built every request is
// answered with 503.
func (a *App) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler := a.handler.Load()
		if handler == nil {
			a.problems.Write(w, r, errs.Unavailable("starting", "the service is starting; try again in a moment"))
			return
		}
		(*handler).ServeHTTP(w, r)
	})
}

// Routes lists the routes in the order of their declaration, faulty ones too. It
// needs no services.
func (a *App) Routes() []RouteInfo {
	a.compileAll()
	infos := make([]RouteInfo, len(a.endpoints))
	for i, e := range a.endpoints {
		infos[i] = e.route.info()
		infos[i].Policy = e.guard.needs
	}
	return infos
}

// compileAll compiles every route once.
func (a *App) compileAll() {
	a.compileOnce.Do(func() {
		clashes := newClashSet()
		for _, registration := range a.registrations {
			if registration.declare == nil {
				a.checkMount(registration, clashes)
				continue
			}
			routes, err := registration.declare()
			if err != nil {
				a.faults = append(a.faults, di.Fault{
					Code: "bad_route", Subject: registration.name, At: registration.at,
					Message: fmt.Sprintf("the Routes method of %s panicked: %v", registration.name, err),
					Fix:     "use nothing of the receiver in Routes: it is called before the controller exists",
				})
			}
			for _, rt := range routes {
				a.compileRoute(rt, clashes)
			}
		}
	})
}

// checkMount keeps what is wrong with a mounted handler.
func (a *App) checkMount(r Registration, clashes *clashSet) {
	mounted := &route{method: "ALL", pattern: joinPath(a.prefix, r.pattern), at: r.at}
	mounted.spec.hidden = true
	if r.handler == nil {
		a.faults = append(a.faults, di.Fault{
			Code: "bad_route", Subject: mounted.String(), At: r.at,
			Message: fmt.Sprintf("the path %s is mounted without a handler", mounted.pattern), Fix: "give mvc.Mount a handler",
		})
		return
	}
	a.faults = append(a.faults, clashes.add(mounted)...)
}

// compileRoute compiles one route and keeps what is wrong with it.
func (a *App) compileRoute(rt *route, clashes *clashSet) {
	rt.pattern = joinPath(a.prefix, rt.pattern)
	e, faults := a.compile(rt)
	a.endpoints = append(a.endpoints, e)
	for _, text := range faults {
		problem, fix, _ := strings.Cut(text, "; ") // every check words its faults so
		a.faults = append(a.faults, di.Fault{
			Code: "bad_route", Subject: rt.String(), At: rt.at,
			Message: fmt.Sprintf("the route %s cannot be served: %s", rt, problem), Fix: fix,
		})
	}
	a.faults = append(a.faults, clashes.add(rt)...)
}

// connect resolves the controllers and opens the handler.
func (a *App) connect(c *di.Container) error {
	a.container = c
	a.compileAll()
	for _, e := range a.endpoints {
		if err := e.connect(c); err != nil {
			return fmt.Errorf("connect route %s: %w", e.route, err)
		}
	}
	handler := a.router()
	a.handler.Store(&handler)
	return nil
}
