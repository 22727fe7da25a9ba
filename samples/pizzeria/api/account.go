package api

import (
	"context"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// AccountController signs in and out.
type AccountController struct{ mediator *mediator.Mediator }

// NewAccountController returns the controller.
func NewAccountController(m *mediator.Mediator) *AccountController {
	return &AccountController{mediator: m}
}

// Routes declares what the controller answers.
func (*AccountController) Routes(r *mvc.Routes[*AccountController]) {
	r.Prefix("/account").Tag("Account")
	wrong := mvc.Fails(errs.KindUnauthenticated, "invalid_credentials")
	elsewhere := mvc.Fails(errs.KindForbidden, "no_local_accounts")

	mvc.Get(r, "/", (*AccountController).Get, needs(application.GetAccount{}), mvc.Summary("Who is signed in"))
	mvc.Post(r, "/login", (*AccountController).SignIn, mvc.Status(http.StatusOK), mvc.Summary("Sign in with a cookie"), wrong, elsewhere)
	mvc.Post(r, "/token", (*AccountController).IssueToken, mvc.Status(http.StatusOK), mvc.Use(notStored), mvc.Summary("Sign in with a token"),
		mvc.Description("As OAuth 2 has it for a username and a password, so that the page of the documents can sign in."), wrong, elsewhere)
	mvc.Delete(r, "/logout", (*AccountController).SignOut, needs(application.SignOut{}), mvc.Summary("Sign out"),
		mvc.Fails(errs.KindInvalid, "no_session"))
}

// notStored keeps the token in the answer out of caches.
func notStored(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// LoginRequest is what somebody signs in with.
type LoginRequest struct {
	Username string      `json:"username" validate:"required,max=100" example:"carlo"`
	Password auth.Secret `json:"password" validate:"required" example:"calzone"`
}

// TokenRequest is what somebody signs in with, as a form.
type TokenRequest struct {
	GrantType string `form:"grant_type" validate:"required,oneof=password" example:"password"`
	Username  string `form:"username" validate:"required,max=100" example:"carlo"`
	Password  string `form:"password" validate:"required,max=1024" example:"calzone"`
}

// TokenDTO is the token of a session.
type TokenDTO struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type" example:"Bearer"`
	ExpiresIn   int    `json:"expires_in" doc:"In seconds; each request gives it that time anew." example:"1800"`
}

// Get returns who is signed in.
func (c *AccountController) Get(ctx context.Context, in application.GetAccount) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// SignIn opens a session.
func (c *AccountController) SignIn(ctx context.Context, in LoginRequest) (application.AccountDTO, error) {
	return mediator.Send(ctx, c.mediator, application.SignIn{
		Credentials: application.Credentials{Username: in.Username, Password: in.Password},
	})
}

// IssueToken opens a session and returns its token.
func (c *AccountController) IssueToken(ctx context.Context, in TokenRequest) (TokenDTO, error) {
	token, err := mediator.Send(ctx, c.mediator, application.IssueToken{
		Credentials: application.Credentials{Username: in.Username, Password: auth.NewSecret(in.Password)},
	})
	return TokenDTO{AccessToken: token.Text.Reveal(), TokenType: "Bearer", ExpiresIn: int(token.Lasts / time.Second)}, err
}

// SignOut ends the session.
func (c *AccountController) SignOut(ctx context.Context, _ mvc.None) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, application.SignOut{})
	return mvc.None{}, err
}
