package hosting_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/mvc"
)

func TestEveryRequestHasItsIDs(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	var inside correlation.IDs
	f.AddSubApp(mount("/", "/", func(_ http.ResponseWriter, r *http.Request) { inside, _ = correlation.From(r.Context()) }))
	app := f.started(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	w := get(app, "/x", "X-Request-Id", "r-1", "X-Correlation-Id", "c-1", "Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
	require.Equal(t, "r-1", w.Header().Get("X-Request-Id"))
	require.Equal(t, "c-1", w.Header().Get("X-Correlation-Id"))
	require.Equal(t, trace, inside.TraceID)
	require.Equal(t, "r-1", inside.RequestID)

	line := f.out.lines(t, "request")[0]
	require.Equal(t, trace, line["trace_id"])
	require.Equal(t, "c-1", line["correlation_id"])

	w = get(app, "/x", "X-Request-Id", "not\nsane")
	require.Len(t, w.Header().Get("X-Request-Id"), 32)
}

func TestTheRequestLog(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(api())
	f.AddSubApp(mount("/raw", "/", func(w http.ResponseWriter, r *http.Request) {
		status := map[string]int{"/raw/busy": 503, "/raw/often": 429, "/raw/broken": 502}[r.URL.Path]
		if status == 0 {
			_, _ = io.WriteString(w, "hello")
			return
		}
		w.WriteHeader(status)
	}))
	app := f.started(t)
	tests := []struct {
		path, level, route string
		status, bytes      float64
	}{
		{"/api/greetings/ana", "INFO", "/api/greetings/{name}", 200, 20},
		{"/api/nothing", "INFO", "", 404, -1},
		{"/raw/x", "INFO", "/raw/*", 200, 5},
		{"/raw/busy", "WARN", "/raw/*", 503, 0},
		{"/raw/often", "WARN", "/raw/*", 429, 0},
		{"/raw/broken", "ERROR", "/raw/*", 502, 0},
		{"/elsewhere", "INFO", "", 404, -1},
	}
	for i, test := range tests {
		get(app, test.path)
		line := f.out.lines(t, "request")[i]
		require.Equal(t, test.path, line["path"])
		require.Equal(t, "GET", line["method"])
		require.Equal(t, test.level, line["level"], test.path)
		require.InDelta(t, test.status, line["status"], 0)
		require.Contains(t, line, "duration_ms")
		if test.bytes >= 0 {
			require.Equal(t, test.route, line["route"], test.path)
			require.InDelta(t, test.bytes, line["bytes"], 0)
		}
	}
	get(app, "/health/ready")
	require.Len(t, f.out.lines(t, "request"), len(tests), "probes are not logged")
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(mount("/", "/own", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Frame-Options", "SAMEORIGIN") }))
	app := f.started(t)
	h := get(app, "/other").Header()
	require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"))
	require.Equal(t, "DENY", h.Get("X-Frame-Options"))
	require.Equal(t, "strict-origin-when-cross-origin", h.Get("Referrer-Policy"))
	require.Equal(t, "SAMEORIGIN", get(app, "/own").Header().Get("X-Frame-Options"))
	require.Equal(t, "DENY", get(app, "/other").Header().Get("X-Frame-Options"), "one answer does not change the next")

	f = newFixture(t, nil, "SHOP_SERVER_SECURITY_HEADERS=off")
	require.Empty(t, get(f.started(t), "/").Header().Get("X-Frame-Options"))
}

func TestPanicsAreAnswered(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(api())
	f.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/early":
				panic("boom")
			case "/late":
				_, _ = io.WriteString(w, "half")
				panic("boom")
			case "/abort":
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})
	app := f.started(t)
	for _, path := range []string{"/early", "/api/greetings/panic"} {
		w := get(app, path)
		require.Equal(t, http.StatusInternalServerError, w.Code)
		require.Equal(t, mvc.MediaProblem, w.Header().Get("Content-Type"))
		require.NotContains(t, w.Body.String(), "boom")
		var problem mvc.Problem
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &problem))
		require.Len(t, problem.TraceID, 32)
	}
	require.Contains(t, f.out.lines(t, "request failed")[0], "stack")
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { get(app, "/late") })
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { get(app, "/abort") })
	require.Len(t, f.out.lines(t, "request panicked after its answer began"), 1)
}

func TestMiddlewareRunsInOrder(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	var order []string
	note := func(name string) mvc.Middleware {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				next.ServeHTTP(w, r)
			})
		}
	}
	f.Use(note("first"), note("second"))
	f.Use(note("third"))
	di.AddValue(f.Services, "constructed")
	hosting.AddMiddleware(f.WebApplicationBuilder, func(name string) hosting.Middleware { return hosting.Middleware(note(name)) })
	hosting.AddMiddleware(f.WebApplicationBuilder, func() hosting.Middleware { return hosting.Middleware(note("innermost")) })
	sub := api()
	sub.Middleware = []mvc.Middleware{note("sub")}
	f.AddSubApp(sub)
	require.Equal(t, 200, get(f.started(t), "/api/greetings/ana").Code)
	require.Equal(t, []string{"first", "second", "third", "constructed", "innermost", "sub"}, order)
}

func TestTheLongestPathAnswers(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	for _, path := range []string{"/", "/api", "/api/v2"} {
		f.AddSubApp(mount(path, "/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, path) }))
	}
	app := f.started(t)
	for path, want := range map[string]string{"/": "/", "/apix": "/", "/api": "/api", "/api/x": "/api", "/api/v2": "/api/v2", "/api/v2/x": "/api/v2", "/api/v22": "/api"} {
		require.Equal(t, want, get(app, path).Body.String(), path)
	}
}

func TestNothingServedThereIsAProblem(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(api())
	w := get(f.started(t), "/other")
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Body.String(), `"code":"route_not_found"`)
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	sub := api()
	sub.Path, sub.Docs = "/app", false
	sub.Static = fstest.MapFS{
		"index.html":      {Data: []byte("home")},
		"css/site.css":    {Data: []byte("body{}")},
		"help/index.html": {Data: []byte("help")},
	}
	f.AddSubApp(sub)
	app := f.started(t)
	for path, want := range map[string]string{"/app": "home", "/app/": "home", "/app/css/site.css": "body{}", "/app/help": "help", "/app/help/": "help"} {
		w := get(app, path)
		require.Equal(t, 200, w.Code, path)
		require.Equal(t, want, w.Body.String(), path)
	}
	require.Equal(t, "text/css; charset=utf-8", get(app, "/app/css/site.css").Header().Get("Content-Type"))
	for _, path := range []string{"/app/css", "/app/../secret", "/app/nope"} {
		require.Equal(t, 404, get(app, path).Code, path)
	}
	require.Equal(t, 200, get(app, "/app/greetings/ana").Code)
	require.Equal(t, 404, do(app, http.MethodPost, "/app/css/site.css").Code)
}

func TestDocs(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(api())
	app := f.started(t)
	for path, want := range map[string]string{
		"/api/openapi.json": `"/api/greetings/{name}"`, "/api/openapi.yaml": "/api/greetings/{name}:",
		"/api/docs": "<title>shop</title>", "/api/redoc": "<title>shop</title>",
	} {
		w := get(app, path)
		require.Equal(t, 200, w.Code, path)
		require.Contains(t, w.Body.String(), want, path)
	}
	require.Equal(t, 404, do(app, http.MethodPost, "/api/docs").Code)
	require.Equal(t, "application/json", get(app, "/api/openapi.json").Header().Get("Content-Type"))
}

func TestHealthOnTheMainListener(t *testing.T) {
	t.Parallel()
	app := newFixture(t, nil).started(t)
	require.Equal(t, 200, get(app, "/health/live").Code)
	require.JSONEq(t, `{"status":"ready","phase":"serving"}`, get(app, "/health/ready").Body.String())
	app = newFixture(t, nil, "SHOP_HEALTH_PUBLIC=false").started(t)
	require.Equal(t, 404, get(app, "/health/ready").Code)
}

func TestDrainingEndsStreamsAndConnections(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	entered := make(chan struct{})
	ended := make(chan error, 1)
	f.AddSubApp(hosting.SubApp{Path: "/", Controllers: []mvc.Registration{
		mvc.Mount("/events", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = http.NewResponseController(w).Flush()
			close(entered)
			<-r.Context().Done()
			ended <- r.Context().Err()
		})),
		mvc.Mount("/plain", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Context().Err()) })),
	}})
	app, err := f.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	require.Empty(t, get(app, "/plain").Header().Get("Connection"))
	go get(app, "/events", "Accept", "text/event-stream")
	<-entered
	require.NoError(t, app.Stop(t.Context()))
	require.ErrorIs(t, <-ended, context.Canceled)
	w := get(app, "/plain")
	require.Equal(t, "close", w.Header().Get("Connection"))
	require.Equal(t, "<nil>", w.Body.String(), "plain requests go on")
	require.Equal(t, 503, get(app, "/health/ready").Code)
}

func TestTheRecorderKeepsWhatWritersCanDo(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.AddSubApp(mount("/", "/", func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.(io.ReaderFrom).ReadFrom(strings.NewReader("from a reader"))
		require.NoError(t, err)
		require.NoError(t, http.NewResponseController(w).Flush())
	}))
	app := f.started(t)
	server := httptest.NewServer(app.Handler())
	defer server.Close()
	resp, err := server.Client().Get(server.URL)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, "from a reader", string(body))
	require.InDelta(t, 13, f.out.lines(t, "request")[0]["bytes"], 0)
}
