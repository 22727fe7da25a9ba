package health

import (
	"encoding/json"
	"net/http"
)

// The paths of the handlers.
const (
	LivePath  = "/health/live"
	ReadyPath = "/health/ready"
)

// LiveHandler answers 200 whenever it is reached.
func (m *Monitor) LiveHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, map[string]string{"status": "alive", "phase": m.Phase().String()})
	})
}

// ReadyHandler answers with the [Report]: 200 when the service is ready or
// degraded, 503 otherwise. Without details the reasons of failures, which may
// hold internals, are left out.
func (m *Monitor) ReadyHandler(details bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report := m.Report(r.Context())
		if !details {
			for name, result := range report.Checks {
				result.Error = ""
				report.Checks[name] = result
			}
		}
		status := http.StatusOK
		if report.Status == NotReady {
			status = http.StatusServiceUnavailable
		}
		write(w, status, report)
	})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the probe may have gone
}
