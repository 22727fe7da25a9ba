package api

import (
	"context"
	"net/http"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// HomeController leads whoever comes to the root of the service to where they want to be.
type HomeController struct{ mediator *mediator.Mediator }

// NewHomeController returns the controller.
func NewHomeController(m *mediator.Mediator) *HomeController { return &HomeController{mediator: m} }

// Routes declares what the controller answers.
func (*HomeController) Routes(r *mvc.Routes[*HomeController]) {
	mvc.Get(r, "/", (*HomeController).Root, mvc.Anonymous(), mvc.Hidden())
	mvc.Get(r, "/docs", (*HomeController).Docs, mvc.Anonymous(), mvc.Hidden())
	mvc.Get(r, "/users/me", (*HomeController).Me, mvc.Authorize(auth.Authenticated()), mvc.Hidden())
}

// Root leads to the documents.
func (*HomeController) Root(context.Context, mvc.None) (mvc.Redirection, error) {
	return mvc.Redirection{Location: "/docs", Status: http.StatusTemporaryRedirect}, nil
}

// Docs leads to the page of the first of the two APIs.
func (*HomeController) Docs(context.Context, mvc.None) (mvc.Redirection, error) {
	return mvc.Redirection{Location: "/api/v1/docs", Status: http.StatusTemporaryRedirect}, nil
}

// Me returns the profile, at the address that clients of the first version know.
func (c *HomeController) Me(ctx context.Context, _ mvc.None) (identity.Profile, error) {
	return mediator.Send(ctx, c.mediator, identity.GetProfile{})
}

// StatusController says that the API is there.
type StatusController struct{}

// NewStatusController returns the controller.
func NewStatusController() *StatusController { return &StatusController{} }

// Routes declares what the controller answers.
func (*StatusController) Routes(r *mvc.Routes[*StatusController]) {
	mvc.Get(r, "/", (*StatusController).Get, mvc.Anonymous(), mvc.Summary("See that the API is there"))
}

// StatusResponse says so.
type StatusResponse struct {
	Status string `json:"status" example:"ok"`
}

// Get says so.
func (*StatusController) Get(context.Context, mvc.None) (StatusResponse, error) {
	return StatusResponse{Status: "ok"}, nil
}

// RootWithSlash has the root of an API answer with a slash at its end as well.
func RootWithSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/" {
			r = r.Clone(r.Context())
			r.URL.Path = "/api/v1"
		}
		next.ServeHTTP(w, r)
	})
}
