package webhook_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/eventingtest"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// A partner that signs what it sends over a real connection, and an endpoint that wants
// signatures.
func TestTransport(t *testing.T) {
	t.Parallel()
	// Nobody in between stores events, has groups or keeps what was put aside.
	features := eventingtest.Features{TooLarge: 1 << 20}
	for name, mode := range map[string]cloudevents.Mode{"binary": cloudevents.Binary, "structured": cloudevents.Structured, "batch": cloudevents.Batch} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eventingtest.TestTransport(t, features, func(t *testing.T) eventingtest.Place { return place(t, mode) })
		})
	}
}

func place(t *testing.T, mode cloudevents.Mode) eventingtest.Place {
	t.Helper()
	limits := cloudevents.Limits{EventBytes: 1 << 20, BatchBytes: 1 << 20}
	both := keys(t, "2026:"+secretText)
	r := receiver(t, func(c *webhook.ReceiverConfig) { c.Unsigned, c.Keys, c.Limits = false, both, limits })
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	return eventingtest.Place{Open: func(t *testing.T) (transport.Bus, eventingtest.Line) {
		line, url := testenv.NewProxy(t, server.URL)
		p, err := webhook.NewPublisher(webhook.PublisherConfig{
			URL: url, AllowHTTP: true, Keys: both, Mode: mode, Limits: limits, Attempts: 2,
		})
		require.NoError(t, err)
		bus := webhook.Bus{Publisher: p, Receiver: r}
		t.Cleanup(func() { require.NoError(t, bus.Close()) })
		return bus, line
	}}
}
