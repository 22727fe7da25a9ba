package hosttest

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// App is an application that runs in a test. The methods of the client that it
// embeds send requests to it.
type App struct {
	*mvctest.Client
	// Container resolves what the application is made of; see [Resolve].
	Container *di.Container

	t   testing.TB
	app *hosting.App
}

// Option changes the application under test. The list of options is closed; each
// prints itself as it is written.
type Option interface {
	fmt.Stringer
	apply(*setup)
}

// setup is what the options of one call come to.
type setup struct {
	config hosting.Config
	subApp string
	change []func(*di.Services)
}

type option struct {
	text string
	set  func(*setup)
}

func (o option) String() string { return o.text }
func (o option) apply(s *setup) { o.set(s) }

// Name sets the name of the service, which the names of its settings begin with.
// The default is "app".
func Name(name string) Option {
	return option{fmt.Sprintf("Name(%q)", name), func(s *setup) { s.config.Name = name }}
}

// Setting gives a setting by the name of its variable. Nothing else is read: the
// environment of the machine does not change what a test does.
func Setting(variable, value string) Option {
	return option{fmt.Sprintf("Setting(%q, %q)", variable, config.Redacted), func(s *setup) {
		s.config.Environ = append(s.config.Environ, variable+"="+value)
	}}
}

// Override replaces the service T with the value.
func Override[T any](value T, opts ...di.Option) Option {
	return option{fmt.Sprintf("Override[%s]", reflect.TypeFor[T]()), func(s *setup) {
		s.change = append(s.change, func(services *di.Services) { di.OverrideValue[T](services, value, opts...) })
	}}
}

// Services changes the registrations after the application has made its own.
func Services(change func(*di.Services)) Option {
	return option{"Services(func)", func(s *setup) { s.change = append(s.change, change) }}
}

// SubApp names the sub-app whose document answers are held to, where several have
// routes. See [App.SubApp] for clients of the others.
func SubApp(name string) Option {
	return option{fmt.Sprintf("SubApp(%q)", name), func(s *setup) { s.subApp = name }}
}

// New puts the application together as build does, starts it, and stops it at the
// end of the test. Whatever fails on the way fails the test.
func New(t testing.TB, build func(*hosting.WebApplicationBuilder), opts ...Option) *App {
	t.Helper()
	s := setup{config: hosting.Config{
		Name: "app", Profile: config.Test, Args: []string{}, Environ: []string{},
		Dir: t.TempDir(), Output: t.Output(), Errors: t.Output(),
	}}
	for _, o := range opts {
		o.apply(&s)
	}
	app := start(t, build, s)
	a := &App{Container: app.Container(), t: t, app: app}
	a.Client = a.client(s.subApp)
	return a
}

func start(t testing.TB, build func(*hosting.WebApplicationBuilder), s setup) *hosting.App {
	t.Helper()
	builder := hosting.NewBuilder(s.config)
	build(builder)
	for _, change := range s.change {
		change(builder.Services)
	}
	app, err := builder.Build()
	if err != nil {
		t.Fatalf("the application cannot be built: %v", err)
	}
	if err := app.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatalf("the application does not start: %v", err)
	}
	t.Cleanup(func() {
		if err := app.Stop(context.Background()); err != nil {
			t.Errorf("the application did not stop in order: %v", err)
		}
	})
	return app
}

// SubApp returns a client whose answers are held to the document of the sub-app.
func (a *App) SubApp(name string) *mvctest.Client {
	a.t.Helper()
	document, err := a.app.OpenAPI(name)
	if err != nil {
		a.t.Fatalf("no document to hold answers to: %v", err)
	}
	return mvctest.New(a.t, a.app.Handler(), document)
}

// Listener returns what the listener of that name answers by, such as the one of package
// rpc: give it to httptest.NewServer, and a generated client to that.
func (a *App) Listener(name string) http.Handler {
	a.t.Helper()
	handler := a.app.ListenerHandler(name)
	if handler == nil {
		a.t.Fatalf("no listener is named %q", name)
	}
	return handler
}

// client returns the client that the App embeds; an application without routes
// has one that looks into no document.
func (a *App) client(subApp string) *mvctest.Client {
	if subApp == "" && len(a.app.Routes()) == 0 {
		return mvctest.New(a.t, a.app.Handler(), nil)
	}
	return a.SubApp(subApp)
}

// Resolve returns a service of the application, in a scope that is closed at the
// end of the test.
func Resolve[T any](a *App, opts ...di.Option) T {
	a.t.Helper()
	_, scope := a.Container.NewScope(a.t.Context())
	a.t.Cleanup(func() { _ = scope.Close(nil) }) // what it holds tells by itself
	service, err := di.Resolve[T](scope, opts...)
	if err != nil {
		a.t.Fatalf("resolve %s: %v", reflect.TypeFor[T](), err)
	}
	return service
}
