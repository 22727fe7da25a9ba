package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// UpdatePizza changes what the menu says of a pizza. Orders keep their prices.
type UpdatePizza struct {
	mediator.Command[PizzaDTO]
	PizzaID string
	Recipe
}

// Policy asks for a manager.
func (UpdatePizza) Policy() auth.Policy { return managers }

// UpdatePizzaHandler carries out [UpdatePizza].
type UpdatePizzaHandler struct{ pizzas Pizzas }

// NewUpdatePizzaHandler returns the handler.
func NewUpdatePizzaHandler(pizzas Pizzas) *UpdatePizzaHandler {
	return &UpdatePizzaHandler{pizzas: pizzas}
}

// Handle returns the changed pizza.
func (h *UpdatePizzaHandler) Handle(ctx context.Context, cmd UpdatePizza) (PizzaDTO, error) {
	pizza, err := h.pizzas.Get(ctx, cmd.PizzaID)
	if err != nil {
		return PizzaDTO{}, err
	}
	if err := pizza.Update(cmd.Recipe.domain()); err != nil {
		return PizzaDTO{}, err
	}
	if err := h.pizzas.Update(ctx, pizza); err != nil {
		return PizzaDTO{}, err
	}
	return pizzaDTO(pizza), nil
}
