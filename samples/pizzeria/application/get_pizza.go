package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetPizza asks for one pizza of the menu.
type GetPizza struct {
	mediator.Query[PizzaDTO]
	PizzaID string
}

// Policy asks for nothing.
func (GetPizza) Policy() auth.Policy { return anyone }

// GetPizzaHandler answers [GetPizza].
type GetPizzaHandler struct{ pizzas Pizzas }

// NewGetPizzaHandler returns the handler.
func NewGetPizzaHandler(pizzas Pizzas) *GetPizzaHandler { return &GetPizzaHandler{pizzas: pizzas} }

// Handle returns the pizza.
func (h *GetPizzaHandler) Handle(ctx context.Context, q GetPizza) (PizzaDTO, error) {
	pizza, err := h.pizzas.Get(ctx, q.PizzaID)
	if err != nil {
		return PizzaDTO{}, err
	}
	return pizzaDTO(pizza), nil
}
