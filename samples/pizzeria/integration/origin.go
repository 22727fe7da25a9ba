package integration

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/hosting/correlation"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// originOf tells the log from which request a command comes, and whose it is. What the pizzeria
// does by itself, such as to open, comes from none.
func originOf(ctx context.Context, _ *mediator.Call) eventstore.Metadata {
	ids, ok := correlation.From(ctx)
	if !ok {
		return eventstore.Metadata{}
	}
	from := eventstore.Metadata{Correlation: ids.CorrelationID, Causation: ids.RequestID, Trace: ids.Traceparent()}
	if who, err := auth.FromContext(ctx); err == nil {
		from.Actor = session.Owner(who)
	}
	return from
}
