package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// SignOut ends the session of the request.
type SignOut struct {
	mediator.Command[mediator.None]
}

// Policy asks for somebody.
func (SignOut) Policy() auth.Policy { return somebody }

// SignOutHandler carries out [SignOut].
type SignOutHandler struct{ sessions *session.Sessions }

// NewSignOutHandler returns the handler.
func NewSignOutHandler(sessions *session.Sessions) *SignOutHandler {
	return &SignOutHandler{sessions: sessions}
}

// Handle leaves the other sessions of the account.
func (h *SignOutHandler) Handle(ctx context.Context, _ SignOut) (mediator.None, error) {
	return mediator.None{}, h.sessions.End(ctx)
}
