package application

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// Orders holds the orders by id.
type Orders = data.Repository[*domain.Order, string]

// Pizzas holds the menu by id. No two pizzas have the same name.
type Pizzas = data.Repository[*domain.Pizza, string]

// Customers holds the customers by id. No two have the same phone number.
type Customers = data.Repository[*domain.Customer, string]

// Kitchens holds the one kitchen.
type Kitchens = data.Repository[*domain.Kitchen, string]

// Clock tells the time, in UTC.
type Clock func() time.Time

// NewID returns an identity that nothing else has; later ones sort after earlier
// ones.
type NewID func() string

// KitchenCapacity is how many orders the oven holds.
type KitchenCapacity int
