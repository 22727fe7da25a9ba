package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

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
