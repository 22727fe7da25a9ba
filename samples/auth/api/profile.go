package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// ProfileController tells users who they are.
type ProfileController struct{ mediator *mediator.Mediator }

// NewProfileController returns the controller.
func NewProfileController(m *mediator.Mediator) *ProfileController {
	return &ProfileController{mediator: m}
}

// Routes declares what the controller answers.
func (*ProfileController) Routes(r *mvc.Routes[*ProfileController]) {
	r.Prefix("/users/me").Tag("Profile").With(mvc.Authorize(auth.Authenticated()))
	mvc.Get(r, "/", (*ProfileController).Get, mvc.Summary("Get the own profile"), mvc.Fails(errs.KindPreconditionRequired, "profile_incomplete"))
	mvc.Put(r, "/profile", (*ProfileController).Complete, elsewhere(), mvc.Summary("Tell who one is"))
}

// Get returns the profile.
func (c *ProfileController) Get(ctx context.Context, _ mvc.None) (identity.Profile, error) {
	return mediator.Send(ctx, c.mediator, identity.GetProfile{})
}

// Complete tells the names.
func (c *ProfileController) Complete(ctx context.Context, in NamesRequest) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, identity.CompleteProfile{FirstName: in.FirstName, LastName: in.LastName})
	return mvc.None{}, err
}
