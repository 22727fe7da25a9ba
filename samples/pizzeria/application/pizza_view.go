package application

import "github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"

// Recipe is what a manager says of a pizza.
type Recipe struct {
	Name        string       `json:"name" validate:"required,min=1,max=100" example:"Diavola"`
	BasePrice   domain.Money `json:"base_price" validate:"required" example:"15.49" doc:"The price of a small one without toppings, more than 0.00."`
	Description string       `json:"description" validate:"max=500" example:"Spicy salami and chili"`
	Toppings    []string     `json:"toppings" validate:"max=10,dive,required,max=50" example:"salami"`
}

func (r Recipe) domain() domain.Recipe {
	return domain.Recipe{Name: r.Name, BasePrice: r.BasePrice, Description: r.Description, Toppings: r.Toppings}
}

// PizzaDTO is a pizza of the menu as callers see it.
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
