package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// AddPizza puts a pizza on the menu.
type AddPizza struct {
	mediator.Command[PizzaDTO]
	Recipe
}

// Policy asks for a manager.
func (AddPizza) Policy() auth.Policy { return managers }

// AddPizzaHandler carries out [AddPizza].
type AddPizzaHandler struct {
	pizzas Pizzas
	newID  NewID
}

// NewAddPizzaHandler returns the handler.
func NewAddPizzaHandler(pizzas Pizzas, newID NewID) *AddPizzaHandler {
	return &AddPizzaHandler{pizzas: pizzas, newID: newID}
}

// Handle returns the pizza. A name that is taken is refused by the unique index
// of the menu, also when two managers add it at once.
func (h *AddPizzaHandler) Handle(ctx context.Context, cmd AddPizza) (PizzaDTO, error) {
	pizza, err := domain.NewPizza(h.newID(), cmd.Recipe.domain())
	if err != nil {
		return PizzaDTO{}, err
	}
	if err := h.pizzas.Add(ctx, pizza); err != nil {
		return PizzaDTO{}, err
	}
	return pizzaDTO(pizza), nil
}
