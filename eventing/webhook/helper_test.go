package webhook_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

const endpointURL = "https://user:pa55word@partner.example.com/events?token=t0ken"

func event(id, key string) cloudevents.Event {
	return cloudevents.Event{
		ID: id, Source: "/orders", Type: "com.example.order.placed.v1", Subject: key,
		DataContentType: "application/json", Data: []byte(`{"pizza":"Margherita"}`),
	}
}

// endpoint plays the other side without a network, so that tests have a clock of their
// own.
type endpoint struct {
	http.Handler
	mu       sync.Mutex
	requests []*http.Request
}

func (e *endpoint) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	e.requests = append(e.requests, req)
	e.mu.Unlock()
	recorder := httptest.NewRecorder()
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		e.ServeHTTP(recorder, req)
	}()
	select {
	case <-answered:
		return recorder.Result(), nil
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
}

func (e *endpoint) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.requests)
}

// answers is an endpoint that gives one answer after the other, the last one for ever.
func answers(codes ...int) *endpoint {
	var mu sync.Mutex
	return &endpoint{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		w.Header().Set("Location", "https://elsewhere.example.com/") // counts for a redirect only
		w.WriteHeader(codes[0])
		_, _ = io.WriteString(w, "because of this")
		if len(codes) > 1 {
			codes = codes[1:]
		}
	})}
}

func publisher(t *testing.T, e http.RoundTripper, change ...func(*webhook.PublisherConfig)) *webhook.Publisher {
	t.Helper()
	config := webhook.PublisherConfig{URL: endpointURL, Transport: e}
	for _, c := range change {
		c(&config)
	}
	p, err := webhook.NewPublisher(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

func receiver(t *testing.T, change ...func(*webhook.ReceiverConfig)) *webhook.Receiver {
	t.Helper()
	config := webhook.ReceiverConfig{Unsigned: true}
	for _, c := range change {
		c(&config)
	}
	r, err := webhook.NewReceiver(config)
	require.NoError(t, err)
	return r
}

// consume runs a consumer and returns what ends it and waits for the end.
func consume(t *testing.T, r *webhook.Receiver, group transport.Group, handle transport.Handler) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Consume(ctx, group, handle) }()
	return sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-ended)
	})
}
