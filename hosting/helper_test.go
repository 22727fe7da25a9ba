package hosting_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// output is a buffer that a running application may write to.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// lines returns the log lines with the message.
func (o *output) lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for text := range strings.Lines(o.String()) {
		var line map[string]any
		if json.Unmarshal([]byte(text), &line) == nil && line["msg"] == message {
			found = append(found, line)
		}
	}
	return found
}

// fixture is a builder whose process is the test.
type fixture struct {
	*hosting.WebApplicationBuilder
	out, errors *output
}

// newFixture returns the builder of a service named shop with nothing in its
// environment but what is given.
func newFixture(t *testing.T, args []string, environ ...string) *fixture {
	t.Helper()
	f := &fixture{out: new(output), errors: new(output)}
	f.WebApplicationBuilder = hosting.NewBuilder(hosting.Config{
		Name: "shop", Version: "1.2.3", Args: append([]string{}, args...), Environ: append([]string{"PORT=0"}, environ...),
		Dir: t.TempDir(), Output: f.out, Errors: f.errors,
	})
	f.Settings.Stop.Delay = 0
	return f
}

// started builds and starts the application and stops it at the end of the test.
func (f *fixture) started(t *testing.T) *hosting.App {
	t.Helper()
	app, err := f.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, app.Stop(context.Background())) })
	return app
}

func get(app *hosting.App, path string, headers ...string) *httptest.ResponseRecorder {
	return do(app, http.MethodGet, path, headers...)
}

func do(app *hosting.App, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	app.Handler().ServeHTTP(w, r)
	return w
}

// golden compares with testdata; UPDATE_GOLDEN=1 writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

type greeting struct {
	Text string `json:"text"`
}

type greetInput struct {
	Name string `path:"name" validate:"max=10"`
}

// greeter is the controller of most tests.
type greeter struct{}

func newGreeter() *greeter { return &greeter{} }

func (*greeter) Routes(r *mvc.Routes[*greeter]) {
	r.Prefix("/greetings").Tag("Greetings")
	mvc.Get(r, "/{name}", (*greeter).Greet, mvc.Summary("Greet somebody"))
}

func (*greeter) Greet(_ context.Context, in greetInput) (greeting, error) {
	if in.Name == "panic" {
		panic("boom")
	}
	return greeting{"hello " + in.Name}, nil
}

func api() hosting.SubApp {
	return hosting.SubApp{Path: "/api", Controllers: []mvc.Registration{mvc.Controller[*greeter](newGreeter)}, Docs: true}
}

// mount is a sub-app at the path with one plain handler below it.
func mount(path, at string, handler http.HandlerFunc) hosting.SubApp {
	return hosting.SubApp{Path: path, Controllers: []mvc.Registration{mvc.Mount(at, handler)}}
}

func TestProfilesAndFlagsAreReadFirst(t *testing.T) {
	t.Parallel()
	require.Equal(t, config.Production, newFixture(t, nil).Profile)
	require.Equal(t, config.Test, newFixture(t, nil, "SHOP_PROFILE=test").Profile)
	require.Equal(t, config.Development, newFixture(t, []string{"serve", "--profile", "dev"}, "SHOP_PROFILE=test").Profile)
	f := newFixture(t, []string{"--set=port=9", "serve", "--set", "log.level=debug", "--other", "--", "--set", "port=1"})
	require.Equal(t, 9, f.Settings.Port)
	require.Equal(t, "DEBUG", f.Settings.Log.Level.String())
	require.Equal(t, "shop", f.Name())
	newFixture(t, []string{"--set"})
}
