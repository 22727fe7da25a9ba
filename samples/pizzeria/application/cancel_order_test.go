package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestAnOrderIsCancelledUntilItHasArrived(t *testing.T) {
	t.Parallel()
	for _, status := range []domain.Status{domain.Confirmed, domain.Cooking, domain.Ready, domain.Delivering} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			order := s.orderIn(status)
			s.wait(time.Minute)
			cancelled := send(s, application.CancelOrder{OrderID: order.ID})

			at := noon.Add(time.Minute)
			order.Status, order.CancelledTime, order.Version = domain.Cancelled, &at, order.Version+1
			require.Equal(t, order, cancelled)
		})
	}
}

func TestACancelledOrderGivesItsPlaceBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var cooking []application.OrderDTO
	for range capacity {
		cooking = append(cooking, s.orderIn(domain.Cooking))
	}
	next := send(s, maria())
	refuse(s, application.CookOrder{OrderID: next.ID}, "kitchen_full")
	send(s, application.CancelOrder{OrderID: cooking[1].ID})
	send(s, application.CookOrder{OrderID: next.ID})

	status := send(s, application.GetKitchenStatus{})
	require.Equal(t, []string{cooking[0].ID, cooking[2].ID, next.ID}, status.OrderIDs)
	require.Zero(t, status.TotalOrdersProcessed, "a cancelled order is not counted as cooked")
}
