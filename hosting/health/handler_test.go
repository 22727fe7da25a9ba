package health_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/health"
)

func get(t *testing.T, handler http.Handler) (int, health.Report) {
	t.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	var report health.Report
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &report))
	return w.Code, report
}

func TestReadyHandler(t *testing.T) {
	t.Parallel()
	m := serving(t, check("database", func(context.Context) error { return errors.New("dial 10.0.0.7: refused") }))
	status, report := get(t, m.ReadyHandler(true))
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, health.NotReady, report.Status)
	require.Equal(t, "serving", report.Phase)
	require.Equal(t, "dial 10.0.0.7: refused", report.Checks["database"].Error)
	require.NotZero(t, report.Checks["database"].CheckedAt)

	_, report = get(t, m.ReadyHandler(false))
	require.Equal(t, health.Down, report.Checks["database"].Status)
	require.Empty(t, report.Checks["database"].Error, "internals are for operators")

	status, _ = get(t, serving(t).ReadyHandler(false))
	require.Equal(t, http.StatusOK, status)
}

func TestLiveHandlerAnswersInEveryPhase(t *testing.T) {
	t.Parallel()
	m, err := health.NewMonitor()
	require.NoError(t, err)
	for _, phase := range []health.Phase{health.Starting, health.Serving, health.Draining} {
		m.SetPhase(phase)
		status, report := get(t, m.LiveHandler())
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, health.Status("alive"), report.Status)
		require.Equal(t, phase.String(), report.Phase)
	}
}
