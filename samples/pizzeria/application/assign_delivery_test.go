package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAnAssignedOrderIsOnItsWay(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := s.orderIn(domain.Ready)
	s.wait(5 * time.Minute)
	assigned := send(s, application.AssignDelivery{OrderID: order.ID, DeliveryPersonID: "driver-7"})

	left, driver := noon.Add(5*time.Minute), "driver-7"
	order.Status, order.OutForDeliveryTime, order.DeliveryPersonID, order.Version = domain.Delivering, &left, &driver, order.Version+2
	require.Equal(t, order, assigned)
	require.Empty(t, send(s, application.GetReadyOrders{}))
}
