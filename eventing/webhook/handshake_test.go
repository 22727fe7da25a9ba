package webhook_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

func TestConsent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		origins []string
		origin  string
		kind    error
		asked   int
	}{
		"given to it":     {origins: []string{"a.example.com", "orders.example.com"}, origin: "orders.example.com", asked: 1},
		"given to all":    {origins: []string{"*"}, origin: "orders.example.com", asked: 1},
		"given to others": {origins: []string{"a.example.com"}, origin: "orders.example.com", kind: errs.KindForbidden, asked: 2},
		"given to nobody": {origin: "orders.example.com", kind: errs.KindForbidden, asked: 2},
		"not asked for":   {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := receiver(t, func(c *webhook.ReceiverConfig) { c.Origins = tt.origins })
			asked := 0
			e := &endpoint{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if req.Header.Get("WebHook-Request-Origin") != tt.origin {
					w.WriteHeader(http.StatusForbidden)
				}
				if req.Method == http.MethodOptions {
					asked++
					r.ServeHTTP(w, req)
				}
			})}
			p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Origin = tt.origin })
			for range 2 {
				err := p.Publish(t.Context(), event("1", "a"))
				if tt.kind == nil {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, tt.kind)
				}
			}
			require.Equal(t, tt.asked, asked)
		})
	}
}

func TestConsentIsAskedForAgainWhenTheEndpointFailed(t *testing.T) {
	t.Parallel()
	e := answers(503, 204)
	p := publisher(t, e, func(c *webhook.PublisherConfig) { c.Origin = "orders.example.com" })
	require.ErrorIs(t, p.Publish(t.Context(), event("1", "a")), errs.KindUnavailable)
	require.ErrorIs(t, p.Publish(t.Context(), event("1", "a")), errs.KindForbidden)
}

func TestOptionsTellsTheMethods(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewRecorder()
	receiver(t).ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/events", nil))
	require.Equal(t, http.StatusNoContent, recorder.Code)
	require.Equal(t, "OPTIONS, POST", recorder.Header().Get("Allow"))
	require.Empty(t, recorder.Header().Get("WebHook-Allowed-Origin"))
}

func TestADriverOpensABusThatSends(t *testing.T) {
	t.Parallel()
	e := answers(204)
	drivers := transport.Drivers{"https": webhook.Driver(webhook.PublisherConfig{Transport: e})}
	bus, err := drivers.Open(t.Context(), endpointURL)
	require.NoError(t, err)
	require.NoError(t, bus.Publish(t.Context(), event("1", "a")))
	require.Equal(t, 1, e.count())
	require.ErrorIs(t, bus.Consume(t.Context(), kitchen, take), errs.KindNotImplemented)
	require.NoError(t, bus.Close())

	_, err = drivers.Open(t.Context(), "https:")
	require.ErrorIs(t, err, errs.KindInvalid)
}
