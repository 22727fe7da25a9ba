package ingest_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

// Signed requests are a transport like any other: answered with 2xx after the commit.
func TestSignedWebhooks(t *testing.T) {
	t.Parallel()
	keys, err := webhook.ParseKeys("2026-11:whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	receiver, err := webhook.NewReceiver(webhook.ReceiverConfig{Keys: keys})
	require.NoError(t, err)
	server := httptest.NewServer(receiver)
	defer server.Close()
	publisher, err := webhook.NewPublisher(webhook.PublisherConfig{URL: server.URL, Keys: keys, AllowHTTP: true})
	require.NoError(t, err)

	p := newProgram(t, memory.New(), ingest.Config{Group: transport.Group{Backoff: transport.Backoff{First: time.Millisecond}}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- ingest.NewRunner(p.Ingest, receiver).Run(ctx) }()
	good := event("1", `{"account":"a","amount":1}`)
	require.Eventually(t, func() bool { return publisher.Publish(t.Context(), good) == nil }, time.Minute, time.Millisecond)
	require.Equal(t, []string{"1"}, p.account(t, "a").Seen, "2xx is after the commit")
	require.NoError(t, publisher.Publish(t.Context(), good))
	require.Equal(t, []string{"1"}, p.account(t, "a").Seen)
	require.ErrorIs(t, publisher.Publish(t.Context(), event("2", `{"amount":-1}`)), errs.KindInvalid)
	cancel()
	require.NoError(t, <-done)
}
