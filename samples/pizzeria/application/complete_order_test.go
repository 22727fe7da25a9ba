package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestACompletedOrderLeavesTheOven(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := s.orderIn(domain.Cooking)
	s.wait(10 * time.Minute)
	completed := send(s, application.CompleteOrder{OrderID: order.ID})

	ready := noon.Add(10 * time.Minute)
	order.Status, order.ReadyTime, order.Version = domain.Ready, &ready, order.Version+1
	require.Equal(t, order, completed)
	status := send(s, application.GetKitchenStatus{})
	require.Empty(t, status.OrderIDs)
	require.Equal(t, 1, status.TotalOrdersProcessed)
}
