package hosting

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/neuroglia-go/neuroglia/hosting/health"
)

// adminHandler returns what the admin listener serves.
func (a *App) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+health.LivePath, a.monitor.LiveHandler())
	mux.Handle("GET "+health.ReadyPath, a.monitor.ReadyHandler(true))
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, a.version()) })
	mux.HandleFunc("GET /routes", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, a.Routes()) })
	mux.HandleFunc("GET /graph", a.serveGraph)
	mux.HandleFunc("GET /log/level", a.serveLevel)
	mux.HandleFunc("PUT /log/level", a.changeLevel)
	if a.settings.Admin.Pprof {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return mux
}

// serveGraph answers with the graph of the services: /graph?format=dot.
func (a *App) serveGraph(w http.ResponseWriter, r *http.Request) {
	text, err := a.graph(r.URL.Query().Get("format"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprint(w, text) // the client may be gone
}

// serveLevel answers with the level at which the process logs.
func (a *App) serveLevel(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]string{"level": a.level.Level().String()})
}

// changeLevel sets the level for this process until it ends: PUT /log/level?level=debug.
func (a *App) changeLevel(w http.ResponseWriter, r *http.Request) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(r.FormValue("level"))); err != nil {
		http.Error(w, "the level is unknown; use ?level= with debug, info, warn or error", http.StatusBadRequest)
		return
	}
	before := a.level.Level()
	a.level.Set(level)
	a.logger.WarnContext(r.Context(), "log level changed", "from", before.String(), "to", level.String())
	a.serveLevel(w, r)
}

func writeJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}
