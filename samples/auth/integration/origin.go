package integration

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// originOf tells the log from which request a command comes. What the service does by
// itself comes from none.
func originOf(ctx context.Context, _ *mediator.Call) eventstore.Metadata {
	ids, ok := correlation.From(ctx)
	if !ok {
		return eventstore.Metadata{}
	}
	return eventstore.Metadata{Correlation: ids.CorrelationID, Causation: ids.RequestID, Trace: ids.Traceparent()}
}
