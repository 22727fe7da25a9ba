package domain

import (
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// OrderCreated opens an order.
type OrderCreated struct {
	OrderID       string        `json:"order_id"`
	Customer      Contact       `json:"customer"`
	PaymentMethod PaymentMethod `json:"payment_method"`
	Notes         string        `json:"notes,omitempty"`
	OrderTime     time.Time     `json:"order_time"`
}

// PizzaAdded puts a pizza on a pending order.
type PizzaAdded struct {
	Line Line `json:"line"`
}

// OrderConfirmed hands the order to the kitchen.
type OrderConfirmed struct {
	ConfirmedTime      time.Time `json:"confirmed_time"`
	EstimatedReadyTime time.Time `json:"estimated_ready_time"`
	TotalAmount        Money     `json:"total_amount"`
	PizzaCount         int       `json:"pizza_count"`
}

// CookingStarted says that the order is in the oven.
type CookingStarted struct {
	CookingStartedTime time.Time `json:"cooking_started_time"`
}

// OrderReady says that the order waits for delivery.
type OrderReady struct {
	ReadyTime time.Time `json:"ready_time"`
}

// DriverAssigned names who delivers the order.
type DriverAssigned struct {
	DeliveryPersonID string    `json:"delivery_person_id"`
	AssignedTime     time.Time `json:"assignment_time"`
}

// DeliveryStarted says that the order has left the house.
type DeliveryStarted struct {
	OutForDeliveryTime time.Time `json:"out_for_delivery_time"`
}

// OrderDelivered says that the order has arrived.
type OrderDelivered struct {
	DeliveredTime time.Time `json:"delivered_time"`
}

// OrderCancelled ends the order.
type OrderCancelled struct {
	CancelledTime time.Time `json:"cancelled_time"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (OrderCreated) EventName() string { return "order.created.v1" }

// EventName is the name in the log.
func (PizzaAdded) EventName() string { return "order.pizza.added.v1" }

// EventName is the name in the log.
func (OrderConfirmed) EventName() string { return "order.confirmed.v1" }

// EventName is the name in the log.
func (CookingStarted) EventName() string { return "order.cooking.started.v1" }

// EventName is the name in the log.
func (OrderReady) EventName() string { return "order.ready.v1" }

// EventName is the name in the log.
func (DriverAssigned) EventName() string { return "order.delivery.driver.assigned.v1" }

// EventName is the name in the log.
func (DeliveryStarted) EventName() string { return "order.delivery.started.v1" }

// EventName is the name in the log.
func (OrderDelivered) EventName() string { return "order.delivered.v1" }

// EventName is the name in the log.
func (OrderCancelled) EventName() string { return "order.cancelled.v1" }

// Apply folds an event into the state. It only copies: what may happen was
// decided before the event was recorded.
func (s OrderState) Apply(event aggregate.Event) OrderState {
	switch e := event.(type) {
	case OrderCreated:
		s.ID, s.Customer, s.Status = e.OrderID, e.Customer, Pending
		s.PaymentMethod, s.Notes, s.OrderTime = e.PaymentMethod, e.Notes, e.OrderTime
	case PizzaAdded:
		s.Lines = append(slices.Clip(s.Lines), e.Line)
	case OrderConfirmed:
		s.Status, s.ConfirmedTime, s.EstimatedReadyTime = Confirmed, &e.ConfirmedTime, &e.EstimatedReadyTime
	case CookingStarted:
		s.Status, s.CookingStartedTime = Cooking, &e.CookingStartedTime
	case OrderReady:
		s.Status, s.ReadyTime = Ready, &e.ReadyTime
	case DriverAssigned:
		s.DeliveryPersonID = e.DeliveryPersonID
	case DeliveryStarted:
		s.Status, s.OutForDeliveryTime = Delivering, &e.OutForDeliveryTime
	case OrderDelivered:
		s.Status, s.DeliveredTime = Delivered, &e.DeliveredTime
	case OrderCancelled:
		s.Status, s.CancelledTime = Cancelled, &e.CancelledTime
	}
	return s
}
