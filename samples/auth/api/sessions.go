package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// SessionsController signs in and out by tokens.
type SessionsController struct{ mediator *mediator.Mediator }

// NewSessionsController returns the controller.
func NewSessionsController(m *mediator.Mediator) *SessionsController {
	return &SessionsController{mediator: m}
}

// Routes declares what the controller answers.
func (*SessionsController) Routes(r *mvc.Routes[*SessionsController]) {
	r.Tag("Sessions")
	signedIn := mvc.Authorize(auth.Authenticated())
	mvc.Post(r, "/auth/sessions", (*SessionsController).Open, elsewhere(), mvc.Status(201), mvc.Summary("Sign in with tokens"),
		rule(), busy(), credentials(), throttled())
	mvc.Post(r, "/auth/sessions/refresh", (*SessionsController).Refresh, elsewhere(), mvc.Status(200), mvc.Summary("Get the next access token"),
		busy(), mvc.Fails(errs.KindUnauthenticated, "invalid_session", "account_inactive"))
	mvc.Delete(r, "/auth/sessions/current", (*SessionsController).CloseCurrent, elsewhere(), signedIn, mvc.Summary("End the session of the request"))
	mvc.Delete(r, "/auth/sessions", (*SessionsController).CloseAll, elsewhere(), signedIn, mvc.Summary("End all sessions"))
	mvc.Post(r, "/registration", (*SessionsController).Register, elsewhere(), mvc.Status(201), mvc.Summary("Become a user and sign in with tokens"),
		rule(), taken(), busy(), mvc.Fails(errs.KindForbidden, auth.CodeAlreadyAuthenticated))
}

// RefreshRequest asks for the next access token.
type RefreshRequest struct {
	SessionToken auth.Secret `json:"session_token" validate:"required"`
}

// NamesRequest tells who somebody is.
type NamesRequest struct {
	FirstName string `json:"first_name" validate:"required,max=100" example:"Ada"`
	LastName  string `json:"last_name" validate:"required,max=100" example:"Lovelace"`
}

// RegistrationRequest makes a user who is known by name.
type RegistrationRequest struct {
	CredentialsRequest
	NamesRequest
}

// Open signs in.
func (c *SessionsController) Open(ctx context.Context, in LoginRequest) (identity.Tokens, error) {
	return mediator.Send(ctx, c.mediator, identity.OpenSession{Login: in.login(ctx)})
}

// Refresh gets the next access token.
func (c *SessionsController) Refresh(ctx context.Context, in RefreshRequest) (identity.Tokens, error) {
	return mediator.Send(ctx, c.mediator, identity.RefreshSession{SessionToken: in.SessionToken})
}

// CloseCurrent ends the session of the request.
func (c *SessionsController) CloseCurrent(ctx context.Context, _ mvc.None) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, identity.CloseSessions{})
	return mvc.None{}, err
}

// CloseAll ends all sessions of the user.
func (c *SessionsController) CloseAll(ctx context.Context, _ mvc.None) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, identity.CloseSessions{All: true})
	return mvc.None{}, err
}

// Register makes a user and signs in.
func (c *SessionsController) Register(ctx context.Context, in RegistrationRequest) (identity.Tokens, error) {
	return mediator.Send(ctx, c.mediator, identity.Register{
		Username: in.Username, Password: in.Password, FirstName: in.FirstName, LastName: in.LastName,
	})
}
