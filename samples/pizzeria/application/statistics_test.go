package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// react has the read models handle everything that has happened.
func (s *shop) react() {
	s.t.Helper()
	require.NoError(s.t, resolve[*eventing.Engine](s).CatchUp(s.t.Context()))
}

func TestAnEveningInFigures(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	require.Equal(t, application.StatisticsDTO{}, send(s, application.GetStatistics{}), "nothing has happened")

	yesterday := send(s, maria())
	s.wait(24 * time.Hour)
	var revenue domain.Money
	for _, status := range []domain.Status{domain.Confirmed, domain.Ready, domain.Delivered, domain.Delivering} {
		revenue = revenue.Add(s.orderIn(status).TotalAmount)
	}
	s.orderIn(domain.Cancelled)
	s.react()

	got := send(s, application.GetStatistics{})
	require.Equal(t, 4, got.TotalOrdersToday)
	require.Equal(t, revenue, got.RevenueToday)
	require.Equal(t, revenue.Per(4), got.AverageOrderValueToday)
	require.Equal(t, 2, got.OrdersConfirmed, "that of yesterday is still there")
	require.Equal(t, []int{0, 0, 1, 1}, []int{got.OrdersPending, got.OrdersCooking, got.OrdersReady, got.OrdersDelivering})
	require.Equal(t, 4, got.ActiveOrders)
	require.Equal(t, 1, got.OrdersDeliveredToday)
	require.InDelta(t, 300, got.OrdersChangePercent, 0)
	require.NotZero(t, yesterday.TotalAmount)

	require.Equal(t, got, recount(s), "the read model is what a look at all orders gives")
}

// recount makes the figures from the orders themselves.
func recount(s *shop) application.StatisticsDTO {
	today := map[string]application.DayFigures{}
	var got application.StatisticsDTO
	page := send(s, application.ListOrders{Page: 1, PageSize: 100})
	status := map[domain.Status]*int{
		domain.Pending: &got.OrdersPending, domain.Confirmed: &got.OrdersConfirmed, domain.Cooking: &got.OrdersCooking,
		domain.Ready: &got.OrdersReady, domain.Delivering: &got.OrdersDelivering,
	}
	for _, o := range page.Items {
		if n, active := status[o.Status]; active {
			*n++
			got.ActiveOrders++
		}
		ordered := today[o.OrderTime.Format(time.DateOnly)]
		if o.Status != domain.Cancelled {
			ordered.Orders++
			ordered.Revenue = ordered.Revenue.Add(o.TotalAmount)
		}
		today[o.OrderTime.Format(time.DateOnly)] = ordered
		if o.Status == domain.Delivered {
			got.OrdersDeliveredToday++
		}
	}
	now, before := today[s.now().Format(time.DateOnly)], today[s.now().AddDate(0, 0, -1).Format(time.DateOnly)]
	got.TotalOrdersToday, got.RevenueToday, got.AverageOrderValueToday = now.Orders, now.Revenue, now.Revenue.Per(now.Orders)
	got.OrdersChangePercent = float64(100 * (now.Orders - before.Orders) / before.Orders)
	got.RevenueChangePercent = float64(100 * (now.Revenue.InCents() - before.Revenue.InCents()) / before.Revenue.InCents())
	return got
}

func TestTimesAreAverages(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, minutes := range []time.Duration{10, 25} {
		order := send(s, maria())
		send(s, application.CookOrder{OrderID: order.ID})
		s.wait(minutes * time.Minute)
		send(s, application.CompleteOrder{OrderID: order.ID})
		s.wait(2 * minutes * time.Minute)
		send(s, application.AssignDelivery{OrderID: order.ID, DeliveryPersonID: "driver-7"})
		send(s, application.DeliverOrder{OrderID: order.ID})
	}
	s.react()
	got := send(s, application.GetStatistics{})
	require.InDelta(t, 17.5, got.AveragePrepTimeMinutes, 0)
	require.InDelta(t, 35, got.AverageDeliveryTimeMinutes, 0)
}

func TestCustomersAreTold(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	order := s.orderIn(domain.Delivered)
	cancelled := s.orderIn(domain.Cancelled)
	phone := order.Customer.Phone
	s.react()
	s.react()
	page := send(s, application.ListNotifications{Phone: phone, Page: 1, PageSize: 10})
	told := map[string][]application.Kind{}
	for _, n := range page.Items {
		told[n.OrderID] = append(told[n.OrderID], n.Type)
		require.Contains(t, n.Message, order.Customer.Name)
	}
	require.ElementsMatch(t, []application.Kind{application.ToldCooking, application.ToldReady, application.ToldDelivered}, told[order.ID])
	require.Equal(t, []application.Kind{application.ToldCancelled}, told[cancelled.ID])
	require.Equal(t, 4, page.Total)
	require.Empty(t, send(s, application.ListNotifications{Phone: "+1 000", Page: 1, PageSize: 10}).Items)
}
