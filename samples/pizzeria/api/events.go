package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// EventsController takes the events of other services.
type EventsController struct{ ingest *ingest.Ingest }

// NewEventsController returns the controller.
func NewEventsController(i *ingest.Ingest) *EventsController { return &EventsController{ingest: i} }

// Routes declares what the controller answers.
func (*EventsController) Routes(r *mvc.Routes[*EventsController]) {
	r.Tag("Events")
	mvc.Post(r, "/events", (*EventsController).Receive, mvc.Use(ingest.Headers), mvc.NoContent(),
		mvc.Summary("Take CloudEvents of other services"),
		mvc.Description("In binary, structured or batch mode. An event that was sent before, by source and id, is answered as the first time and has no effect."),
		mvc.Consumes(cloudevents.MediaType, cloudevents.BatchMediaType, cloudevents.JSON),
		mvc.Fails(errs.KindInvalid, "invalid_event", "malformed_event"),
		mvc.Fails(errs.KindUnprocessable, "unknown_event_type", "invalid_data", "events_refused"),
		mvc.Fails(errs.KindUnavailable, "events_pending"))
}

// ReceiveRequest is one event, or many.
type ReceiveRequest struct {
	Body []byte `body:"raw"`
}

// Receive takes the events; it returns once they are handled.
func (c *EventsController) Receive(ctx context.Context, in ReceiveRequest) (mvc.None, error) {
	return mvc.None{}, c.ingest.Receive(ctx, in.Body)
}
