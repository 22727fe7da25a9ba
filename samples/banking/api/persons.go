package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// PersonsController registers people and forgets them.
type PersonsController struct{ mediator *mediator.Mediator }

// NewPersonsController returns the controller.
func NewPersonsController(m *mediator.Mediator) *PersonsController {
	return &PersonsController{mediator: m}
}

// Routes declares what the controller answers.
func (*PersonsController) Routes(r *mvc.Routes[*PersonsController]) {
	r.Prefix("/persons").Tag("Persons")
	mvc.Post(r, "/", (*PersonsController).Register, mvc.Created("/persons/{id}"), mvc.Summary("Make somebody a customer"), rule(), raced(), mismatch())
	mvc.Get(r, "/", (*PersonsController).List, mvc.Summary("List the people, the first one first"), behind())
	mvc.Get(r, "/{id}", (*PersonsController).Get, mvc.Summary("Get a person"), noPerson(), erased())
	mvc.Put(r, "/{id}/address", (*PersonsController).Move, mvc.Summary("Change where a person lives"), noPerson(), erased(), raced(), mismatch())
	mvc.Delete(r, "/{id}", (*PersonsController).Erase, mvc.Summary("Forget a person"),
		mvc.Description("What is known of the person cannot be read any more, wherever it is kept. What their accounts have moved stays."),
		noPerson(), erased(), raced(), mismatch(), mvc.Fails(errs.KindConflict, "accounts_open"))
}

// PersonRequest names a person.
type PersonRequest struct {
	ID string `path:"id"`
}

// ListRequest asks for a page.
type ListRequest struct{ mvc.PageRequest }

// Register makes somebody a customer.
func (c *PersonsController) Register(ctx context.Context, in application.RegisterPerson) (application.PersonRef, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// List lists the people.
func (c *PersonsController) List(ctx context.Context, in ListRequest) (mvc.Page[application.PersonDTO], error) {
	page, err := mediator.Send(ctx, c.mediator, application.ListPersons{Page: in.Page, PageSize: in.PageSize})
	return mvc.NewPage(in.PageRequest, page.Items, int64(page.Total)), err
}

// Get returns a person.
func (c *PersonsController) Get(ctx context.Context, in PersonRequest) (application.PersonDTO, error) {
	return mediator.Send(ctx, c.mediator, application.GetPerson{PersonID: in.ID})
}

// Move changes an address.
func (c *PersonsController) Move(ctx context.Context, in application.ChangeAddress) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, in)
	return mvc.None{}, err
}

// Erase forgets a person.
func (c *PersonsController) Erase(ctx context.Context, in application.ErasePerson) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, in)
	return mvc.None{}, err
}
