package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// RemovePizza takes a pizza off the menu. Orders that have it are unchanged.
type RemovePizza struct {
	mediator.Command[mediator.None]
	PizzaID string
}

// Policy asks for a manager.
func (RemovePizza) Policy() auth.Policy { return managers }

// RemovePizzaHandler carries out [RemovePizza].
type RemovePizzaHandler struct{ pizzas Pizzas }

// NewRemovePizzaHandler returns the handler.
func NewRemovePizzaHandler(pizzas Pizzas) *RemovePizzaHandler {
	return &RemovePizzaHandler{pizzas: pizzas}
}

// Handle removes the pizza.
func (h *RemovePizzaHandler) Handle(ctx context.Context, cmd RemovePizza) (mediator.None, error) {
	pizza, err := h.pizzas.Get(ctx, cmd.PizzaID)
	if err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.pizzas.Remove(ctx, pizza)
}
