package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAnUpdatedPizzaCostsMoreFromNowOn(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	margherita := send(s, application.GetMenu{})[1]
	before := send(s, maria())

	recipe := application.Recipe{Name: "Margherita", BasePrice: domain.Cents(1399), Description: "With buffalo mozzarella", Toppings: []string{"basil"}}
	updated := send(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: recipe})
	require.Equal(t, margherita.ID, updated.ID)
	require.Equal(t, recipe, application.Recipe{Name: updated.Name, BasePrice: updated.BasePrice, Description: updated.Description, Toppings: updated.Toppings})
	require.Equal(t, updated, send(s, application.GetPizza{PizzaID: margherita.ID}))

	require.Equal(t, "22.38", send(s, maria()).TotalAmount.String())
	require.Equal(t, before, send(s, application.GetOrder{OrderID: before.ID}), "orders keep their price")
}

func TestARenamedPizzaIsOrderedByItsNewName(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	margherita := send(s, application.GetMenu{})[1]
	send(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: diavola()})
	refuse(s, maria(), "unknown_pizza")
	send(s, maria(func(cmd *application.PlaceOrder) { cmd.Pizzas[0].Name = "Diavola" }))

	pepperoni := diavola()
	pepperoni.Name = "Pepperoni"
	refusal := refuse(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: pepperoni}, "pizza_name_taken")
	require.Equal(t, errs.KindConflict, refusal.Kind)
	refuse(s, application.UpdatePizza{PizzaID: "none", Recipe: diavola()}, "pizza_not_found")
}

// Two managers change one pizza: both changes are made, one after the other.
func TestAnUpdateThatComesSecondIsTheOneThatStays(t *testing.T) {
	t.Parallel()
	var between func()
	s := newShop(t, meanwhile[*domain.Pizza](&between))
	margherita := send(s, application.GetMenu{})[1]
	cheaper, dearer := diavola(), diavola()
	cheaper.BasePrice, dearer.BasePrice = domain.Cents(999), domain.Cents(1999)
	between = func() { send(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: cheaper}) }
	send(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: dearer})
	require.Equal(t, dearer.BasePrice, send(s, application.GetPizza{PizzaID: margherita.ID}).BasePrice)
}
