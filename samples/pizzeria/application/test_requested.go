package application

import (
	"context"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/eventing/ingest"
)

// TestRequested is the event of another service that tries the connection.
type TestRequested struct {
	Foo  string         `json:"foo"`
	Bar  int            `json:"bar"`
	Boo  bool           `json:"boo"`
	Data map[string]any `json:"data"`
}

// TestRequestedType is the type under which it comes.
const TestRequestedType = "com.source.dummy.test.requested.v1"

// TestRequests takes test requests.
type TestRequests struct{ logger *slog.Logger }

// NewTestRequests returns the consumer.
func NewTestRequests(logger *slog.Logger) *TestRequests { return &TestRequests{logger: logger} }

// Requested notes that the connection works. It is called once for an event, however often that
// is sent.
func (t *TestRequests) Requested(ctx context.Context, e TestRequested) error {
	event, _ := ingest.EventOf(ctx)
	t.logger.InfoContext(ctx, "test requested", "source", event.Source, "id", event.ID, "foo", e.Foo, "bar", e.Bar, "boo", e.Boo)
	return nil
}
