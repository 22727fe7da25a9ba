package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestARemovedPizzaIsOffTheMenu(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := send(s, maria())
	margherita := send(s, application.GetMenu{})[1]
	send(s, application.RemovePizza{PizzaID: margherita.ID})

	require.Len(t, send(s, application.GetMenu{}), 5)
	refuse(s, application.GetPizza{PizzaID: margherita.ID}, "pizza_not_found")
	refuse(s, application.RemovePizza{PizzaID: margherita.ID}, "pizza_not_found")
	refuse(s, maria(), "unknown_pizza")
	require.Equal(t, order, send(s, application.GetOrder{OrderID: order.ID}), "orders that have it are unchanged")

	again := send(s, application.AddPizza{Recipe: application.Recipe{Name: "Margherita", BasePrice: domain.Cents(1299)}})
	require.NotEqual(t, margherita.ID, again.ID, "its name is free again")
}

func TestAPizzaThatWasChangedMeanwhileIsRemovedAllTheSame(t *testing.T) {
	t.Parallel()
	var between func()
	s := newShop(t, meanwhile[*domain.Pizza](&between))
	margherita := send(s, application.GetMenu{})[1]
	between = func() { send(s, application.UpdatePizza{PizzaID: margherita.ID, Recipe: diavola()}) }
	send(s, application.RemovePizza{PizzaID: margherita.ID})
	require.Len(t, send(s, application.GetMenu{}), 5)
}
