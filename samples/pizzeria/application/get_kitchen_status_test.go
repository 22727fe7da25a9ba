package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestTheKitchenKnowsHowBusyItIs(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	require.Equal(t, application.KitchenStatusDTO{Capacity: capacity, Available: capacity, OrderIDs: []string{}}, send(s, application.GetKitchenStatus{}))
	s.orderIn(domain.Ready)
	first, second := s.orderIn(domain.Cooking), s.orderIn(domain.Cooking)
	require.Equal(t, application.KitchenStatusDTO{
		Capacity: capacity, Cooking: 2, Available: 1, OrderIDs: []string{first.ID, second.ID}, TotalOrdersProcessed: 1,
	}, send(s, application.GetKitchenStatus{}))
}
