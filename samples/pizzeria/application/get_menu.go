package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetMenu asks for every pizza on the menu, by name.
type GetMenu struct {
	mediator.Query[[]PizzaDTO]
}

// Policy asks for nothing.
func (GetMenu) Policy() auth.Policy { return anyone }

// GetMenuHandler answers [GetMenu].
type GetMenuHandler struct{ pizzas Pizzas }

// NewGetMenuHandler returns the handler.
func NewGetMenuHandler(pizzas Pizzas) *GetMenuHandler { return &GetMenuHandler{pizzas: pizzas} }

// Handle returns the menu.
func (h *GetMenuHandler) Handle(ctx context.Context, _ GetMenu) ([]PizzaDTO, error) {
	found, err := h.pizzas.Find(ctx, query.All().OrderBy(pizzaName.Asc()))
	if err != nil {
		return nil, err
	}
	return query.MapPage(found, pizzaDTO).Items, nil
}
