package application

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// GetStatistics asks how the day goes, compared with the day before.
type GetStatistics struct {
	mediator.Query[StatisticsDTO]
}

// Policy asks for a manager.
func (GetStatistics) Policy() auth.Policy { return managers }

// StatisticsDTO is what the management looks at. Days are those of UTC; a cancelled order
// is not counted.
type StatisticsDTO struct {
	TotalOrdersToday           int          `json:"total_orders_today" example:"12"`
	RevenueToday               domain.Money `json:"revenue_today" example:"412.50"`
	AverageOrderValueToday     domain.Money `json:"average_order_value_today" example:"34.38"`
	ActiveOrders               int          `json:"active_orders" doc:"Orders that have neither arrived nor been cancelled." example:"4"`
	OrdersPending              int          `json:"orders_pending"`
	OrdersConfirmed            int          `json:"orders_confirmed"`
	OrdersCooking              int          `json:"orders_cooking"`
	OrdersReady                int          `json:"orders_ready"`
	OrdersDelivering           int          `json:"orders_delivering"`
	OrdersDeliveredToday       int          `json:"orders_delivered_today"`
	OrdersChangePercent        float64      `json:"orders_change_percent" doc:"Against yesterday; 0 when there was nothing yesterday." example:"20"`
	RevenueChangePercent       float64      `json:"revenue_change_percent" doc:"Against yesterday; 0 when there was nothing yesterday." example:"12.5"`
	AveragePrepTimeMinutes     float64      `json:"average_prep_time_minutes" doc:"From confirmed to ready, of the orders that became ready today." example:"17.5"`
	AverageDeliveryTimeMinutes float64      `json:"average_delivery_time_minutes" doc:"From ready to delivered, of the orders delivered today." example:"24"`
}

// GetStatisticsHandler answers [GetStatistics].
type GetStatisticsHandler struct {
	days   *projection.View[DayFigures]
	orders *projection.View[OrderFigures]
	now    Clock
}

// NewGetStatisticsHandler returns the handler.
func NewGetStatisticsHandler(days *projection.View[DayFigures], orders *projection.View[OrderFigures], now Clock) *GetStatisticsHandler {
	return &GetStatisticsHandler{days: days, orders: orders, now: now}
}

// Handle returns the figures.
func (h *GetStatisticsHandler) Handle(ctx context.Context, _ GetStatistics) (StatisticsDTO, error) {
	today, err := h.day(ctx, h.now())
	if err != nil {
		return StatisticsDTO{}, err
	}
	yesterday, err := h.day(ctx, h.now().AddDate(0, 0, -1))
	if err != nil {
		return StatisticsDTO{}, err
	}
	active, err := h.active(ctx)
	if err != nil {
		return StatisticsDTO{}, err
	}
	s := StatisticsDTO{
		TotalOrdersToday: today.Orders, RevenueToday: today.Revenue, AverageOrderValueToday: today.Revenue.Per(today.Orders),
		OrdersPending: active[domain.Pending], OrdersConfirmed: active[domain.Confirmed], OrdersCooking: active[domain.Cooking],
		OrdersReady: active[domain.Ready], OrdersDelivering: active[domain.Delivering], OrdersDeliveredToday: today.Delivered,
		OrdersChangePercent:    change(float64(today.Orders), float64(yesterday.Orders)),
		RevenueChangePercent:   change(float64(today.Revenue.InCents()), float64(yesterday.Revenue.InCents())),
		AveragePrepTimeMinutes: minutesEach(today.Preparing, today.Prepared), AverageDeliveryTimeMinutes: minutesEach(today.Driving, today.Delivered),
	}
	for _, n := range active {
		s.ActiveOrders += n
	}
	return s, nil
}

// day returns the figures of a day, which are zero where nothing happened.
func (h *GetStatisticsHandler) day(ctx context.Context, at time.Time) (DayFigures, error) {
	day, err := h.days.Get(ctx, dayOf(at))
	if errors.Is(err, errs.KindNotFound) {
		return DayFigures{}, nil
	}
	return day, err
}

var (
	figuresStatus query.Field[domain.Status] = "status"
	activeOrders                             = query.Where(figuresStatus.In(domain.Pending, domain.Confirmed, domain.Cooking, domain.Ready, domain.Delivering))
)

// active counts the orders that are under way, by status.
func (h *GetStatisticsHandler) active(ctx context.Context) (map[domain.Status]int, error) {
	rows, err := h.orders.Documents(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := data.Aggregate(ctx, rows, activeOrders.Aggregate(query.Count()).By(figuresStatus.Key()))
	if err != nil {
		return nil, err
	}
	counts := make(map[domain.Status]int, len(groups))
	for _, g := range groups {
		status, _ := g.Keys[0].Any().(string)
		counts[domain.Status(status)] = int(g.Results[0].Count())
	}
	return counts, nil
}

// change returns by how many percent now is above before, with two decimals.
func change(now, before float64) float64 {
	if before == 0 {
		return 0
	}
	return hundredths(100 * (now - before) / before)
}

// minutesEach returns the average of n durations that make up the total.
func minutesEach(total time.Duration, n int) float64 {
	if n == 0 {
		return 0
	}
	return hundredths(total.Minutes() / float64(n))
}

func hundredths(x float64) float64 { return math.Round(100*x) / 100 }
