package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// GetMenu asks for every pizza on the menu, by name.
type GetMenu struct {
	mediator.Query[[]PizzaDTO]
}

// GetPizza asks for one pizza of the menu.
type GetPizza struct {
	mediator.Query[PizzaDTO]
	PizzaID string
}

// PizzaDTO is a pizza of the menu.
type PizzaDTO struct {
	ID          string                       `json:"id" example:"0193a2f0-5c1e-7a90-8f5e-3b1f6a1d2c3e"`
	Name        string                       `json:"name" example:"Margherita"`
	BasePrice   domain.Money                 `json:"base_price" example:"12.99"`
	Prices      map[domain.Size]domain.Money `json:"prices" doc:"What each size costs with the toppings listed here."`
	Description string                       `json:"description" example:"Tomato, mozzarella and basil"`
	Toppings    []string                     `json:"toppings"`
}

func pizzaDTO(p *domain.Pizza) PizzaDTO {
	s := p.State()
	prices := make(map[domain.Size]domain.Money, 3)
	for _, size := range []domain.Size{domain.Small, domain.Medium, domain.Large} {
		prices[size] = domain.Price(s.BasePrice, size, len(s.Toppings))
	}
	return PizzaDTO{
		ID: s.ID, Name: s.Name, BasePrice: s.BasePrice, Prices: prices, Description: s.Description, Toppings: s.Toppings,
	}
}

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
