package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
)

// WebhookController listens to the identity provider.
type WebhookController struct{ events content.ProviderEvents }

// NewWebhookController returns the controller.
func NewWebhookController(events content.ProviderEvents) *WebhookController {
	return &WebhookController{events: events}
}

// Routes declares what the controller answers.
func (*WebhookController) Routes(r *mvc.Routes[*WebhookController]) {
	r.Tag("Members")
	mvc.Post(r, "/authentication/webhook/events-synchronization", (*WebhookController).Receive, mvc.Status(200), mvc.Anonymous(),
		mvc.Summary("Take an event of the identity provider"),
		mvc.Description("The header has the HMAC-SHA256 of the body in hexadecimal digits. An event that was sent before, or is older than what is known, is a duplicate."),
		mvc.Consumes("application/json"),
		mvc.Fails(errs.KindUnauthenticated, "invalid_signature"), mvc.Fails(errs.KindUnprocessable, "malformed_event"))
}

// EventRequest is an event as it was signed.
type EventRequest struct {
	Signature string `header:"X-Keycloak-Signature" doc:"The HMAC-SHA256 of the body."`
	Body      []byte `body:"raw"`
}

// SyncedResponse says what came of an event.
type SyncedResponse struct {
	Status content.Synced `json:"status"`
}

// Receive takes an event.
func (c *WebhookController) Receive(ctx context.Context, in EventRequest) (SyncedResponse, error) {
	synced, err := c.events.Receive(ctx, in.Signature, in.Body)
	return SyncedResponse{Status: synced}, err
}
