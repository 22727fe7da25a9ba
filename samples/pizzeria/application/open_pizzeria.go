package application

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OpenPizzeria opens the kitchen and writes the first menu where there is none.
// Sending it again changes nothing.
type OpenPizzeria struct {
	mediator.Command[mediator.None]
}

// Policy asks for the pizzeria itself.
func (OpenPizzeria) Policy() auth.Policy { return systemOnly }

// OpenPizzeriaHandler carries out [OpenPizzeria].
type OpenPizzeriaHandler struct {
	kitchens Kitchens
	pizzas   Pizzas
	newID    NewID
}

// NewOpenPizzeriaHandler returns the handler.
func NewOpenPizzeriaHandler(kitchens Kitchens, pizzas Pizzas, newID NewID) *OpenPizzeriaHandler {
	return &OpenPizzeriaHandler{kitchens: kitchens, pizzas: pizzas, newID: newID}
}

// Handle opens the pizzeria.
func (h *OpenPizzeriaHandler) Handle(ctx context.Context, _ OpenPizzeria) (mediator.None, error) {
	_, err := h.kitchens.Get(ctx, domain.KitchenID)
	if errors.Is(err, errs.KindNotFound) {
		err = h.kitchens.Add(ctx, domain.OpenKitchen())
	}
	if err != nil {
		return mediator.None{}, err
	}
	menu, err := h.pizzas.Find(ctx, query.All().Limit(1))
	if err != nil || menu.Total > 0 {
		return mediator.None{}, err
	}
	for _, recipe := range firstMenu() {
		pizza, err := domain.NewPizza(h.newID(), recipe)
		if err != nil {
			return mediator.None{}, err
		}
		if err := h.pizzas.Add(ctx, pizza); err != nil {
			return mediator.None{}, err
		}
	}
	return mediator.None{}, nil
}

func firstMenu() []domain.Recipe {
	recipe := func(name string, cents int64, description string) domain.Recipe {
		return domain.Recipe{Name: name, BasePrice: domain.Cents(cents), Description: description}
	}
	return []domain.Recipe{
		recipe("Margherita", 1299, "Tomato, mozzarella and basil"),
		recipe("Pepperoni", 1499, "Tomato, mozzarella and pepperoni"),
		recipe("Supreme", 1799, "Pepperoni, sausage, peppers, onions, mushrooms and olives"),
		recipe("Hawaiian", 1599, "Ham and pineapple"),
		recipe("Veggie", 1399, "Peppers, onions, mushrooms and tomatoes"),
		recipe("Quattro Formaggi", 1699, "Mozzarella, gorgonzola, parmesan and fontina"),
	}
}
