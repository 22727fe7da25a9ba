package hosttest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// words is what the application under test depends on.
type words interface{ hello() string }

type plain string

func (p plain) hello() string { return string(p) }

type settings struct {
	Language string `default:"en" validate:"oneof=en de"`
}

type greeter struct{ words words }

func newGreeter(w words) *greeter { return &greeter{w} }

type greeting struct {
	Text string `json:"text"`
}

func (*greeter) Routes(r *mvc.Routes[*greeter]) { mvc.Get(r, "/greeting", (*greeter).Greet) }

func (g *greeter) Greet(context.Context, struct{}) (greeting, error) {
	return greeting{g.words.hello()}, nil
}

// worker tells when it runs and when it has stopped.
type worker struct{ started, stopped chan struct{} }

func newWorker() *worker { return &worker{make(chan struct{}), make(chan struct{})} }

func (w *worker) Ready() <-chan struct{} { return w.started }

func (w *worker) Run(ctx context.Context) error {
	close(w.started)
	<-ctx.Done()
	close(w.stopped)
	return nil
}

func configure(builder *hosting.WebApplicationBuilder) {
	s := hosting.AddSettings[settings](builder)
	di.AddSingleton[words](builder.Services, func() words { return plain(map[string]string{"en": "hello", "de": "hallo"}[s.Language]) })
	di.AddValue[string](builder.Services, "outside")
	di.AddValue[string](builder.Services, "in the test", di.InProfile("test"))
	hosting.AddService[*worker](builder.Services, newWorker)
	builder.AddSubApp(hosting.SubApp{Path: "/api", Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)}})
}

func TestTheWholeApplicationAnswers(t *testing.T) {
	t.Setenv("APP_LANGUAGE", "xx") // of the machine: not read
	var w *worker
	t.Run("inside", func(t *testing.T) {
		app := hosttest.New(t, configure)
		var got greeting
		app.Get("/api/greeting").Expect(200).JSON(&got)
		require.Equal(t, "hello", got.Text)
		require.Equal(t, "in the test", hosttest.Resolve[string](app))
		w = hosttest.Resolve[*worker](app)
		<-w.started
		app.Get("/health/ready").Undocumented().Expect(200)
	})
	<-w.stopped
}

func TestSettingsAndOverrides(t *testing.T) {
	t.Parallel()
	var got greeting
	app := hosttest.New(t, configure, hosttest.Name("shop"), hosttest.Setting("SHOP_LANGUAGE", "de"))
	app.Get("/api/greeting").Expect(200).JSON(&got)
	require.Equal(t, "hallo", got.Text)

	app = hosttest.New(t, configure, hosttest.Override[words](plain("salut")))
	app.Get("/api/greeting").Expect(200).JSON(&got)
	require.Equal(t, "salut", got.Text)

	app = hosttest.New(t, configure, hosttest.Services(func(s *di.Services) {
		di.Override[words](s, func() words { return plain("ciao") })
	}))
	app.Get("/api/greeting").Expect(200).JSON(&got)
	require.Equal(t, "ciao", got.Text)
}

func TestSeveralSubApps(t *testing.T) {
	t.Parallel()
	app := hosttest.New(t, func(b *hosting.WebApplicationBuilder) {
		configure(b)
		b.AddSubApp(hosting.SubApp{Path: "/", Name: "web", Controllers: []mvc.Registration{mvc.Controller[*page](func() *page { return &page{} })}})
	}, hosttest.SubApp("api"))
	app.Get("/api/greeting").Expect(200)
	app.SubApp("web").Get("/page").Expect(200)
}

func TestAListenerBesideTheMainOne(t *testing.T) {
	t.Parallel()
	build := func(b *hosting.WebApplicationBuilder) {
		b.AddListener(hosting.Listener{Name: "extra", Handler: func(hosting.Host) (http.Handler, error) { return http.NotFoundHandler(), nil }})
	}
	w := httptest.NewRecorder()
	hosttest.New(t, build).Listener("extra").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, failure(t, build, func(a *hosttest.App) { a.Listener("other") })[0], `no listener is named "other"`)
}

type page struct{}

func (*page) Routes(r *mvc.Routes[*page]) { mvc.Get(r, "/page", (*page).Show) }

func (*page) Show(context.Context, struct{}) (greeting, error) { return greeting{}, nil }

func TestAnApplicationWithoutRoutes(t *testing.T) {
	t.Parallel()
	hosttest.New(t, func(*hosting.WebApplicationBuilder) {}).Get("/health/live").Undocumented().Expect(200)
}

// probe is a test whose failure is looked at.
type probe struct {
	testing.TB
	mu       sync.Mutex
	messages []string
	cleanups []func()
}

func (p *probe) Helper()          {}
func (p *probe) Cleanup(f func()) { p.cleanups = append(p.cleanups, f) }
func (p *probe) Errorf(f string, args ...any) {
	p.messages = append(p.messages, fmt.Sprintf(f, args...))
}
func (p *probe) Fatalf(f string, args ...any) { p.Errorf(f, args...); runtime.Goexit() }

// failure returns what a test says that ends in New or in then.
func failure(t *testing.T, build func(*hosting.WebApplicationBuilder), then func(*hosttest.App)) []string {
	t.Helper()
	p := &probe{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		then(hosttest.New(p, build))
	}()
	<-done
	for _, v := range slices.Backward(p.cleanups) {
		v()
	}
	return p.messages
}

type unwell struct{}

func (unwell) Close() error { return errors.New("unwell") }

func TestWhatFailsFailsTheTest(t *testing.T) {
	t.Parallel()
	nothing := func(*hosttest.App) {}
	faulty := func(b *hosting.WebApplicationBuilder) {
		b.AddSubApp(hosting.SubApp{Path: "/api", Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)}})
	}
	require.Contains(t, failure(t, faulty, nothing)[0], "the application cannot be built: 1 fault;")

	broken := func(b *hosting.WebApplicationBuilder) {
		di.AddSingleton[unwell](b.Services, func() (unwell, error) { return unwell{}, errors.New("no luck") })
	}
	require.Contains(t, failure(t, broken, nothing)[0], "the application does not start: construct hosttest_test.unwell")

	stopping := func(b *hosting.WebApplicationBuilder) {
		di.AddSingleton[unwell](b.Services, func() unwell { return unwell{} })
	}
	require.Contains(t, failure(t, stopping, nothing)[0], "the application did not stop in order")

	empty := func(*hosting.WebApplicationBuilder) {}
	require.Contains(t, failure(t, empty, func(a *hosttest.App) { hosttest.Resolve[unwell](a) })[0], "resolve hosttest_test.unwell:")
	require.Contains(t, failure(t, empty, func(a *hosttest.App) { a.SubApp("none") })[0], `no sub-app is named "none"`)
}

func TestOptionsPrintThemselves(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]hosttest.Option{
		`Name("a")`:                      hosttest.Name("a"),
		`Setting("A_KEY", "[redacted]")`: hosttest.Setting("A_KEY", "hunter2"),
		`Override[hosttest_test.words]`:  hosttest.Override[words](plain("x")),
		`Services(func)`:                 hosttest.Services(func(*di.Services) {}),
		`SubApp("a")`:                    hosttest.SubApp("a"),
	} {
		require.Equal(t, want, option.String())
	}
}

// A test sends requests to the application as main puts it together.
func Example() {
	var got greeting
	test := func(t *testing.T) {
		app := hosttest.New(t, configure,
			hosttest.Setting("APP_LANGUAGE", "de"),
			hosttest.Override[words](plain("salut")),
		)
		app.Get("/api/greeting").Expect(200).JSON(&got)
	}
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "greeting", F: test}})
	fmt.Println(got.Text, ok)
	// Output: salut true
}
