package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// AccountController signs up, in and out, by cookie.
type AccountController struct{ mediator *mediator.Mediator }

// NewAccountController returns the controller.
func NewAccountController(m *mediator.Mediator) *AccountController {
	return &AccountController{mediator: m}
}

// Routes declares what the controller answers.
func (*AccountController) Routes(r *mvc.Routes[*AccountController]) {
	r.Prefix("/account").Tag("Account")
	mvc.Post(r, "/signup", (*AccountController).SignUp, elsewhere(), mvc.Created("/users/{id}"), mvc.Summary("Become a user"),
		rule(), taken(), busy(), mvc.Fails(errs.KindForbidden, auth.CodeAlreadyAuthenticated))
	mvc.Post(r, "/login", (*AccountController).LogIn, elsewhere(), mvc.NoContent(), mvc.Summary("Sign in with a cookie"),
		rule(), busy(), mvc.Fails(errs.KindForbidden, auth.CodeAlreadyAuthenticated),
		credentials(), throttled())
	mvc.Delete(r, "/logout", (*AccountController).LogOut, elsewhere(), mvc.Authorize(auth.Authenticated()), mvc.Summary("End the session"))
	mvc.Get(r, "/session", (*AccountController).Session, mvc.Authorize(auth.Authenticated()), mvc.Summary("Get the session"))
}

// CredentialsRequest is what somebody signs up and in with.
type CredentialsRequest struct {
	Username string      `json:"username" validate:"required,max=256" example:"ada.lovelace"`
	Password auth.Secret `json:"password" validate:"required" example:"correct horse battery"`
}

// LoginRequest is what somebody signs in with.
type LoginRequest struct{ CredentialsRequest }

func (in LoginRequest) login(ctx context.Context) identity.Login {
	return identity.Login{Username: in.Username, Password: in.Password, Address: addressOf(ctx)}
}

// SignUp makes a user.
func (c *AccountController) SignUp(ctx context.Context, in CredentialsRequest) (identity.SignedUp, error) {
	return mediator.Send(ctx, c.mediator, identity.SignUp{Username: in.Username, Password: in.Password})
}

// LogIn opens a session.
func (c *AccountController) LogIn(ctx context.Context, in LoginRequest) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, identity.LogIn{Login: in.login(ctx)})
	return mvc.None{}, err
}

// LogOut ends the session.
func (c *AccountController) LogOut(ctx context.Context, _ mvc.None) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, identity.LogOut{})
	return mvc.None{}, err
}

// Session returns the session.
func (c *AccountController) Session(ctx context.Context, _ mvc.None) (identity.CurrentSession, error) {
	return mediator.Send(ctx, c.mediator, identity.GetSession{})
}
