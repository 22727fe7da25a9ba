package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAPizzaCostsMoreThanNothing(t *testing.T) {
	t.Parallel()
	_, err := domain.NewPizza("p1", domain.Recipe{Name: "Free"})
	require.ErrorIs(t, err, errs.KindUnprocessable)

	p, err := domain.NewPizza("p1", domain.Recipe{Name: "Margherita", BasePrice: domain.Cents(1299)})
	require.NoError(t, err)
	require.Error(t, p.Update(domain.Recipe{Name: "Margherita"}))
	require.NoError(t, p.Update(domain.Recipe{Name: "Regina", BasePrice: domain.Cents(1399)}))
	require.Equal(t, "p1", p.ID())
	require.Equal(t, domain.Recipe{Name: "Regina", BasePrice: domain.Cents(1399)}, p.State().Recipe)
}

func TestACustomersContactFollowsTheLastOrder(t *testing.T) {
	t.Parallel()
	c := domain.RegisterCustomer("c1", "Maria", "5550000001", "Via Roma 1", "maria@example.com")
	require.False(t, c.UpdateContact("Maria", "Via Roma 1", ""), "an order without an e-mail address changes nothing")
	require.True(t, c.UpdateContact("Maria Rossi", "Via Roma 2", ""))
	require.Equal(t, domain.Contact{
		CustomerID: "c1", Name: "Maria Rossi", Phone: "5550000001", Address: "Via Roma 2", Email: "maria@example.com",
	}, c.Contact())
}

func TestEachEventHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	events := []interface{ EventName() string }{
		domain.OrderCreated{},
		domain.PizzaAdded{},
		domain.OrderConfirmed{},
		domain.CookingStarted{},
		domain.OrderReady{},
		domain.DriverAssigned{},
		domain.DeliveryStarted{},
		domain.OrderDelivered{},
		domain.OrderCancelled{},
		domain.PizzaCreated{},
		domain.PizzaUpdated{},
		domain.CustomerRegistered{},
		domain.ContactUpdated{},
		domain.KitchenOpened{},
		domain.PlaceTaken{},
		domain.PlaceFreed{},
	}
	for _, event := range events {
		require.Regexp(t, `^[a-z.]+\.v1$`, event.EventName())
		names[event.EventName()] = true
	}
	require.Len(t, names, len(events))
}
