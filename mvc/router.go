package mvc

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/neuroglia-go/neuroglia/errs"
)

// router puts the endpoints, the mounted handlers and the middleware together.
func (a *App) router() http.Handler {
	mux := chi.NewRouter()
	if a.hasForeignCode() {
		mux.Use(a.recovered)
	}
	mux.Use(a.config.Middlewares...)
	methods := a.methods()
	mux.NotFound(func(w http.ResponseWriter, r *http.Request) {
		a.problems.Write(w, r, errs.NotFound("route_not_found", "nothing is served at %s", r.URL.Path))
	})
	mux.MethodNotAllowed(a.otherMethod(mux, methods))
	for _, e := range a.endpoints {
		handler := a.routed(e.route.pattern, wrap(e, e.route.spec.middlewares))
		mux.Method(e.route.method, e.route.pattern, handler)
		if e.route.method == http.MethodGet && !a.declares(http.MethodHead, e.route) {
			mux.Method(http.MethodHead, e.route.pattern, handler)
		}
	}
	for _, r := range a.registrations {
		if r.handler != nil {
			a.mount(mux, joinPath(a.prefix, r.pattern), r.handler)
		}
	}
	return mux
}

// mount serves the path itself and everything below it.
func (a *App) mount(mux chi.Router, path string, handler http.Handler) {
	below := strings.TrimSuffix(path, "/") + "/*"
	mux.Handle(below, a.routed(below, handler))
	if path != "/" {
		mux.Handle(path, a.routed(path, handler))
	}
}

// routed tells who asks for it that the handler takes the request.
func (a *App) routed(pattern string, handler http.Handler) http.Handler {
	tell := a.config.Routed
	if tell == nil {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tell(r.Context(), pattern)
		handler.ServeHTTP(w, r)
	})
}

func wrap(handler http.Handler, middlewares []Middleware) http.Handler {
	for _, m := range slices.Backward(middlewares) {
		handler = m(handler)
	}
	return handler
}

// declares reports whether a route of the App has the method at the same path.
func (a *App) declares(method string, rt *route) bool {
	_, shape, _ := parsePattern(rt.pattern)
	for _, e := range a.endpoints {
		_, other, _ := parsePattern(e.route.pattern)
		if e.route.method == method && other == shape {
			return true
		}
	}
	return false
}

// methods lists the methods that routes have, sorted, with those that come of
// themselves.
func (a *App) methods() []string {
	methods := []string{http.MethodOptions}
	for _, e := range a.endpoints {
		methods = append(methods, e.route.method)
		if e.route.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}

// otherMethod answers OPTIONS for every path that has a route, and refuses other
// methods with 405. Both name the methods there are.
func (a *App) otherMethod(mux chi.Router, methods []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.RawPath
		if path == "" {
			path = r.URL.Path
		}
		var allowed []string
		for _, method := range methods {
			if method == http.MethodOptions || mux.Match(chi.NewRouteContext(), method, path) {
				allowed = append(allowed, method)
			}
		}
		allow := strings.Join(allowed, ", ")
		w.Header().Set("Allow", allow)
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		a.problems.Write(w, r, methodNotAllowed(r, allow))
	}
}

// hasForeignCode reports whether anything can panic outside an endpoint, which
// catches its own panics.
func (a *App) hasForeignCode() bool {
	return len(a.config.Middlewares) > 0 ||
		slices.ContainsFunc(a.registrations, func(r Registration) bool { return r.handler != nil }) ||
		slices.ContainsFunc(a.endpoints, func(e *endpoint) bool { return len(e.route.spec.middlewares) > 0 })
}

// recovered answers panics of middleware and of mounted handlers.
func (a *App) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tracked := &trackedWriter{ResponseWriter: w}
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			err := panicError(value)
			if tracked.started {
				a.problems.log(r, err, classify(err), http.StatusInternalServerError)
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			a.problems.Write(w, r, err)
		}()
		next.ServeHTTP(tracked, r)
	})
}

// trackedWriter remembers whether an answer has begun.
type trackedWriter struct {
	http.ResponseWriter
	started bool
}

func (t *trackedWriter) WriteHeader(status int) {
	t.started = t.started || status >= http.StatusOK
	t.ResponseWriter.WriteHeader(status)
}

func (t *trackedWriter) Write(p []byte) (int, error) {
	t.started = true
	return t.ResponseWriter.Write(p)
}

// ReadFrom keeps the server's way of sending files without copying them.
func (t *trackedWriter) ReadFrom(r io.Reader) (int64, error) {
	t.started = true
	return io.Copy(t.ResponseWriter, r)
}

// Flush hands on what is buffered, for handlers that assert http.Flusher.
func (t *trackedWriter) Flush() {
	t.started = true
	_ = http.NewResponseController(t.ResponseWriter).Flush() // a writer that cannot flush has nothing to hand on
}

// Unwrap leads http.ResponseController to what the server can do.
func (t *trackedWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }
