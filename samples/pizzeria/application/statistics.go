package application

import (
	"context"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// DayFigures is what one day came to, in UTC: a row of the read model "statistics".
type DayFigures struct {
	Day string `json:"day"`
	// Orders were placed on the day, and not cancelled since; Revenue is what they cost.
	Orders  int          `json:"orders"`
	Revenue domain.Money `json:"revenue"`
	// Prepared orders became ready on the day, and Delivered ones arrived on it.
	Prepared  int           `json:"prepared"`
	Preparing time.Duration `json:"preparing"`
	Delivered int           `json:"delivered"`
	Driving   time.Duration `json:"driving"`
}

// RowID is the day.
func (d DayFigures) RowID() string { return d.Day }

// OrderFigures is what the statistics have to know of an order.
type OrderFigures struct {
	OrderID        string        `json:"order_id"`
	Status         domain.Status `json:"status"`
	Ordered        time.Time     `json:"ordered"`
	Confirmed      time.Time     `json:"confirmed"`
	Ready          time.Time     `json:"ready"`
	OutForDelivery time.Time     `json:"out_for_delivery"`
	Amount         domain.Money  `json:"amount"`
}

// RowID is the order.
func (o OrderFigures) RowID() string { return o.OrderID }

// RowName tells these rows from those of the days.
func (OrderFigures) RowName() string { return "orders" }

// RowIndexes are for the counts by status.
func (OrderFigures) RowIndexes() []data.Index {
	return []data.Index{{Name: "status", Fields: []string{"status"}}}
}

// Statistics is the projection that keeps the figures of the management.
type Statistics struct {
	days   *projection.Rows[DayFigures]
	orders *projection.Rows[OrderFigures]
}

// NewStatistics returns the projection.
func NewStatistics(days *projection.Rows[DayFigures], orders *projection.Rows[OrderFigures]) *Statistics {
	return &Statistics{days: days, orders: orders}
}

// Created notes a new order.
func (s *Statistics) Created(ctx context.Context, e domain.OrderCreated) error {
	return s.orders.Insert(ctx, OrderFigures{OrderID: e.OrderID, Status: domain.Pending, Ordered: e.OrderTime})
}

// Confirmed counts the order among those of its day.
func (s *Statistics) Confirmed(ctx context.Context, e domain.OrderConfirmed) error {
	order, err := s.change(ctx, func(o *OrderFigures) {
		o.Status, o.Confirmed, o.Amount = domain.Confirmed, e.ConfirmedTime, e.TotalAmount
	})
	if err != nil {
		return err
	}
	return s.count(ctx, order.Ordered, func(d *DayFigures) {
		d.Orders++
		d.Revenue = d.Revenue.Add(e.TotalAmount)
	})
}

// Cooking notes that the order is in the oven.
func (s *Statistics) Cooking(ctx context.Context, _ domain.CookingStarted) error {
	_, err := s.change(ctx, func(o *OrderFigures) { o.Status = domain.Cooking })
	return err
}

// Ready counts how long the kitchen took.
func (s *Statistics) Ready(ctx context.Context, e domain.OrderReady) error {
	order, err := s.change(ctx, func(o *OrderFigures) { o.Status, o.Ready = domain.Ready, e.ReadyTime })
	if err != nil {
		return err
	}
	return s.count(ctx, e.ReadyTime, func(d *DayFigures) {
		d.Prepared++
		d.Preparing += e.ReadyTime.Sub(order.Confirmed)
	})
}

// Delivering notes that the order has left the house.
func (s *Statistics) Delivering(ctx context.Context, e domain.DeliveryStarted) error {
	_, err := s.change(ctx, func(o *OrderFigures) { o.Status, o.OutForDelivery = domain.Delivering, e.OutForDeliveryTime })
	return err
}

// Delivered counts how long the driver took.
func (s *Statistics) Delivered(ctx context.Context, e domain.OrderDelivered) error {
	order, err := s.change(ctx, func(o *OrderFigures) { o.Status = domain.Delivered })
	if err != nil {
		return err
	}
	return s.count(ctx, e.DeliveredTime, func(d *DayFigures) {
		d.Delivered++
		d.Driving += e.DeliveredTime.Sub(order.Ready)
	})
}

// Cancelled takes the order out of the figures of its day.
func (s *Statistics) Cancelled(ctx context.Context, _ domain.OrderCancelled) error {
	var counted bool
	order, err := s.change(ctx, func(o *OrderFigures) {
		counted = o.Status != domain.Pending
		o.Status = domain.Cancelled
	})
	if err != nil || !counted {
		return err
	}
	return s.count(ctx, order.Ordered, func(d *DayFigures) {
		d.Orders--
		d.Revenue = d.Revenue.Sub(order.Amount)
	})
}

// change changes what is known of the order that the event is about, and returns it.
func (s *Statistics) change(ctx context.Context, change func(*OrderFigures)) (order OrderFigures, err error) {
	err = s.orders.Change(ctx, orderOf(ctx), func(o *OrderFigures) {
		change(o)
		order = *o
	})
	return order, err
}

func (s *Statistics) count(ctx context.Context, at time.Time, count func(*DayFigures)) error {
	day := dayOf(at)
	return s.days.Upsert(ctx, day, func(d *DayFigures) {
		d.Day = day
		count(d)
	})
}

func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// orderOf returns the id of the order whose event is handled.
func orderOf(ctx context.Context) string {
	record, _ := eventing.RecordOf(ctx)
	_, id, _ := strings.Cut(record.Stream, "-")
	return id
}
