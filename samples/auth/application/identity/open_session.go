package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// OpenSession signs somebody in with tokens.
type OpenSession struct {
	mediator.Command[Tokens]
	Login
}

// Policy asks for nothing: who is signed in may open a further session, of another device.
func (OpenSession) Policy() auth.Policy { return auth.Anyone() }

// OpenSessionHandler carries out [OpenSession].
type OpenSessionHandler struct {
	signIn *SignIn
	desk   *TokenDesk
}

// NewOpenSessionHandler returns the handler.
func NewOpenSessionHandler(signIn *SignIn, desk *TokenDesk) *OpenSessionHandler {
	return &OpenSessionHandler{signIn: signIn, desk: desk}
}

// Handle returns the tokens.
func (h *OpenSessionHandler) Handle(ctx context.Context, cmd OpenSession) (Tokens, error) {
	user, err := h.signIn.Check(ctx, cmd.Login)
	if err != nil {
		return Tokens{}, err
	}
	return h.desk.Open(ctx, user)
}

// RefreshSession gets the next access token.
type RefreshSession struct {
	mediator.Command[Tokens]
	SessionToken auth.Secret
}

// Policy asks for nothing but the token.
func (RefreshSession) Policy() auth.Policy { return auth.Anyone() }

// RefreshSessionHandler carries out [RefreshSession].
type RefreshSessionHandler struct{ desk *TokenDesk }

// NewRefreshSessionHandler returns the handler.
func NewRefreshSessionHandler(desk *TokenDesk) *RefreshSessionHandler {
	return &RefreshSessionHandler{desk: desk}
}

// Handle returns the tokens; that of the session stays the same.
func (h *RefreshSessionHandler) Handle(ctx context.Context, cmd RefreshSession) (Tokens, error) {
	return h.desk.Refresh(ctx, cmd.SessionToken)
}

// CloseSessions ends the sessions of who asks: the one of the request, or all.
type CloseSessions struct {
	mediator.Command[mediator.None]
	All bool
}

// Policy asks for somebody.
func (CloseSessions) Policy() auth.Policy { return auth.Authenticated() }

// CloseSessionsHandler carries out [CloseSessions].
type CloseSessionsHandler struct{ access *Access }

// NewCloseSessionsHandler returns the handler.
func NewCloseSessionsHandler(access *Access) *CloseSessionsHandler {
	return &CloseSessionsHandler{access: access}
}

// Handle ends them.
func (h *CloseSessionsHandler) Handle(ctx context.Context, cmd CloseSessions) (mediator.None, error) {
	if !cmd.All {
		return mediator.None{}, h.access.EndCurrent(ctx)
	}
	who, err := auth.FromContext(ctx)
	if err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.access.RevokeAll(ctx, who.Subject)
}
