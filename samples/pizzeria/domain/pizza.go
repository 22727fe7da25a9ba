package domain

import (
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// PizzaState is what is stored of a pizza on the menu.
type PizzaState struct {
	ID string `json:"id"`
	Recipe
}

// AggregateID is the identity of the pizza.
func (s PizzaState) AggregateID() string { return s.ID }

// Recipe is what the menu says of a pizza.
type Recipe struct {
	Name        string   `json:"name"`
	BasePrice   Money    `json:"base_price"`
	Description string   `json:"description"`
	Toppings    []string `json:"toppings"`
}

// Pizza is a pizza on the menu. Its name is unique.
type Pizza struct {
	aggregate.Root[PizzaState]
}

// PizzaCreated puts a pizza on the menu.
type PizzaCreated struct {
	PizzaID string `json:"pizza_id"`
	Recipe
}

// PizzaUpdated changes what the menu says of a pizza.
type PizzaUpdated struct {
	Recipe
}

// EventName is the name in the log; it never changes once an event is stored.
func (PizzaCreated) EventName() string { return "pizza.created.v1" }

// EventName is the name in the log.
func (PizzaUpdated) EventName() string { return "pizza.updated.v1" }

// NewPizza returns a pizza for the menu.
func NewPizza(id string, recipe Recipe) (*Pizza, error) {
	if err := recipe.check(); err != nil {
		return nil, err
	}
	p := new(Pizza)
	p.Record(PizzaCreated{PizzaID: id, Recipe: recipe})
	return p, nil
}

// Update changes what the menu says. Orders keep the price they were placed at.
func (p *Pizza) Update(recipe Recipe) error {
	if err := recipe.check(); err != nil {
		return err
	}
	p.Record(PizzaUpdated{Recipe: recipe})
	return nil
}

func (r Recipe) check() error {
	if !r.BasePrice.Positive() {
		return errs.Validation(errs.Field{Pointer: "/base_price", Code: "gt", Message: "must be more than 0.00"})
	}
	return nil
}

// Apply folds an event into the state.
func (s PizzaState) Apply(event aggregate.Event) PizzaState {
	switch e := event.(type) {
	case PizzaCreated:
		return PizzaState{ID: e.PizzaID, Recipe: e.Recipe}
	case PizzaUpdated:
		return PizzaState{ID: s.ID, Recipe: e.Recipe}
	}
	return s
}
