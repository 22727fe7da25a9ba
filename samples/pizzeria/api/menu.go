package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// MenuController shows and edits the menu.
type MenuController struct{ mediator *mediator.Mediator }

// NewMenuController returns the controller.
func NewMenuController(m *mediator.Mediator) *MenuController { return &MenuController{mediator: m} }

// Routes declares what the controller answers.
func (*MenuController) Routes(r *mvc.Routes[*MenuController]) {
	r.Prefix("/menu/pizzas").Tag("Menu")
	notFound := mvc.Fails(errs.KindNotFound, "pizza_not_found")
	taken := mvc.Fails(errs.KindConflict, "pizza_name_taken")
	raced := mvc.Fails(errs.KindConflict, "stale_version")

	mvc.Get(r, "/", (*MenuController).List, mvc.Summary("List the menu by name"))
	mvc.Get(r, "/{id}", (*MenuController).Get, mvc.Summary("Get a pizza"), notFound)
	mvc.Post(r, "/", (*MenuController).Add, mvc.Created("/menu/pizzas/{id}"), mvc.Summary("Put a pizza on the menu"), taken)
	mvc.Put(r, "/{id}", (*MenuController).Update, needs(application.UpdatePizza{}), mvc.Summary("Change a pizza"), notFound, taken, raced)
	mvc.Delete(r, "/{id}", (*MenuController).Remove, needs(application.RemovePizza{}), mvc.Summary("Take a pizza off the menu"), notFound, raced)
}

// PizzaRequest names a pizza.
type PizzaRequest struct {
	ID string `path:"id"`
}

// UpdatePizzaRequest names a pizza and says what becomes of it.
type UpdatePizzaRequest struct {
	PizzaRequest
	application.Recipe
}

// List lists the menu.
func (c *MenuController) List(ctx context.Context, in application.GetMenu) ([]application.PizzaDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Get returns a pizza.
func (c *MenuController) Get(ctx context.Context, in PizzaRequest) (application.PizzaDTO, error) {
	return mediator.Send(ctx, c.mediator, application.GetPizza{PizzaID: in.ID})
}

// Add puts a pizza on the menu.
func (c *MenuController) Add(ctx context.Context, in application.AddPizza) (application.PizzaDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Update changes a pizza.
func (c *MenuController) Update(ctx context.Context, in UpdatePizzaRequest) (application.PizzaDTO, error) {
	return mediator.Send(ctx, c.mediator, application.UpdatePizza{PizzaID: in.ID, Recipe: in.Recipe})
}

// Remove takes a pizza off the menu.
func (c *MenuController) Remove(ctx context.Context, in PizzaRequest) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, application.RemovePizza{PizzaID: in.ID})
	return mvc.None{}, err
}
