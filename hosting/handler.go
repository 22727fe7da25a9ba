package hosting

import (
	"context"
	"net/http"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/hosting/health"
)

// traceID is the trace that problem documents show.
func traceID(ctx context.Context) string {
	ids, _ := correlation.From(ctx)
	return ids.TraceID
}

// handler returns what the main listener serves, inside the edge.
func (a *App) handler(monitor *health.Monitor, authenticators []auth.Authenticator) http.Handler {
	var next http.Handler = a.dispatcher()
	if len(authenticators) > 0 {
		next = auth.Middleware(authenticators...)(next)
	}
	for _, v := range slices.Backward(a.middlewares) {
		next = v(next)
	}
	if !a.settings.Health.Public {
		return next
	}
	live, ready := monitor.LiveHandler(), monitor.ReadyHandler(false)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case health.LivePath:
			live.ServeHTTP(w, r)
		case health.ReadyPath:
			ready.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// dispatcher hands a request to the sub-app with the longest matching path.
func (a *App) dispatcher() http.Handler {
	handlers := make([]http.Handler, len(a.mounts))
	for i, m := range a.mounts {
		handlers[i] = m.handler(&a.problems)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i, m := range a.mounts {
			if m.covers(r.URL.Path) {
				handlers[i].ServeHTTP(w, r)
				return
			}
		}
		a.problems.Write(w, r, errs.NotFound("route_not_found", "nothing is served at %s", r.URL.Path))
	})
}
