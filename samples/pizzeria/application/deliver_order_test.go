package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestADeliveredOrderHasArrived(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := s.orderIn(domain.Delivering)
	s.wait(20 * time.Minute)
	delivered := send(s, application.DeliverOrder{OrderID: order.ID})

	arrived := noon.Add(20 * time.Minute)
	order.Status, order.DeliveredTime, order.Version = domain.Delivered, &arrived, order.Version+1
	require.Equal(t, order, delivered)
}
