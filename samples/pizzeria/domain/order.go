package domain

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Status is where an order stands. It goes from pending to delivered one step at
// a time, or to cancelled from anywhere before delivered.
type Status string

// The statuses, in the order in which they follow each other.
const (
	Pending    Status = "pending"
	Confirmed  Status = "confirmed"
	Cooking    Status = "cooking"
	Ready      Status = "ready"
	Delivering Status = "delivering"
	Delivered  Status = "delivered"
	Cancelled  Status = "cancelled"
)

// Values returns the statuses, for validation and documents.
func (Status) Values() []string {
	return []string{
		string(Pending), string(Confirmed), string(Cooking), string(Ready), string(Delivering), string(Delivered), string(Cancelled),
	}
}

// PaymentMethod is how the customer pays.
type PaymentMethod string

// The payment methods.
const (
	Cash       PaymentMethod = "cash"
	CreditCard PaymentMethod = "credit_card"
	DebitCard  PaymentMethod = "debit_card"
)

// Values returns the payment methods, for validation and documents.
func (PaymentMethod) Values() []string {
	return []string{string(Cash), string(CreditCard), string(DebitCard)}
}

// Contact is who an order is for and where it goes, as given when it was placed.
type Contact struct {
	CustomerID string `json:"customer_id"`
	// AccountID is the account of who placed the order, "" for a guest.
	AccountID string `json:"account_id,omitempty"`
	Name      string `json:"name"`
	Phone     string `json:"phone"`
	Address   string `json:"address"`
	Email     string `json:"email,omitempty"`
}

// Line is one pizza of an order at the price it was ordered for.
type Line struct {
	ID       string   `json:"line_id"`
	Name     string   `json:"name"`
	Size     Size     `json:"size"`
	Toppings []string `json:"toppings"`
	Price    Money    `json:"price"`
}

// OrderState is what is stored of an order.
type OrderState struct {
	ID                 string        `json:"id"`
	Customer           Contact       `json:"customer"`
	Lines              []Line        `json:"lines"`
	Status             Status        `json:"status"`
	PaymentMethod      PaymentMethod `json:"payment_method"`
	Notes              string        `json:"notes,omitempty"`
	DeliveryPersonID   string        `json:"delivery_person_id,omitempty"`
	OrderTime          time.Time     `json:"order_time"`
	ConfirmedTime      *time.Time    `json:"confirmed_time,omitempty"`
	EstimatedReadyTime *time.Time    `json:"estimated_ready_time,omitempty"`
	CookingStartedTime *time.Time    `json:"cooking_started_time,omitempty"`
	ReadyTime          *time.Time    `json:"ready_time,omitempty"`
	OutForDeliveryTime *time.Time    `json:"out_for_delivery_time,omitempty"`
	DeliveredTime      *time.Time    `json:"delivered_time,omitempty"`
	CancelledTime      *time.Time    `json:"cancelled_time,omitempty"`
}

// AggregateID is the identity of the order.
func (s OrderState) AggregateID() string { return s.ID }

// Order is a customer's order on its way from the counter to the door.
type Order struct {
	aggregate.Root[OrderState]
}

// PlaceOrder returns a pending order without pizzas.
func PlaceOrder(id string, customer Contact, payment PaymentMethod, notes string, now time.Time) *Order {
	o := new(Order)
	o.Record(OrderCreated{OrderID: id, Customer: customer, PaymentMethod: payment, Notes: notes, OrderTime: now})
	return o
}

// Add puts a pizza on the order, which must be pending.
func (o *Order) Add(line Line) error {
	if err := o.expect(Pending, "take another pizza"); err != nil {
		return err
	}
	if len(line.Toppings) > MaxToppings {
		return errs.Invalid("too_many_toppings", "%s has %d toppings; a pizza carries at most %d", line.Name, len(line.Toppings), MaxToppings)
	}
	o.Record(PizzaAdded{Line: line})
	return nil
}

// Confirm accepts the order, which must be pending and have a pizza.
func (o *Order) Confirm(now time.Time) error {
	if err := o.expect(Pending, "be confirmed"); err != nil {
		return err
	}
	pizzas := len(o.State().Lines)
	if pizzas == 0 {
		return errs.Invalid("empty_order", "order %s has no pizza; add one before it is confirmed", o.State().ID)
	}
	o.Record(OrderConfirmed{
		ConfirmedTime: now, EstimatedReadyTime: now.Add(preparation(pizzas)), TotalAmount: o.Total(), PizzaCount: pizzas,
	})
	return nil
}

// preparation is how long the kitchen is expected to take: ten minutes and five
// for each pizza.
func preparation(pizzas int) time.Duration {
	return 10*time.Minute + time.Duration(pizzas)*5*time.Minute
}

// StartCooking takes a confirmed order into the oven. The caller has got a place
// in the [Kitchen] for it.
func (o *Order) StartCooking(now time.Time) error {
	if err := o.expect(Confirmed, "be cooked"); err != nil {
		return err
	}
	o.Record(CookingStarted{CookingStartedTime: now})
	return nil
}

// MarkReady says that a cooking order can be delivered.
func (o *Order) MarkReady(now time.Time) error {
	if err := o.expect(Cooking, "become ready"); err != nil {
		return err
	}
	o.Record(OrderReady{ReadyTime: now})
	return nil
}

// AssignDelivery sends a ready order out with a delivery person.
func (o *Order) AssignDelivery(personID string, now time.Time) error {
	if err := o.expect(Ready, "be handed to a delivery person"); err != nil {
		return err
	}
	o.Record(DriverAssigned{DeliveryPersonID: personID, AssignedTime: now})
	o.Record(DeliveryStarted{OutForDeliveryTime: now})
	return nil
}

// Deliver says that an order on its way has arrived.
func (o *Order) Deliver(now time.Time) error {
	if err := o.expect(Delivering, "be delivered"); err != nil {
		return err
	}
	o.Record(OrderDelivered{DeliveredTime: now})
	return nil
}

// Cancel ends an order that has not arrived.
func (o *Order) Cancel(now time.Time) error {
	if s := o.State().Status; s == Delivered || s == Cancelled {
		return o.refuse("be cancelled")
	}
	o.Record(OrderCancelled{CancelledTime: now})
	return nil
}

// Total returns what the order costs.
func (o *Order) Total() Money {
	var total Money
	for _, line := range o.State().Lines {
		total = total.Add(line.Price)
	}
	return total
}

func (o *Order) expect(want Status, to string) error {
	if o.State().Status != want {
		return o.refuse(to)
	}
	return nil
}

func (o *Order) refuse(to string) error {
	return errs.Conflict("order_state", "order %s is %s and cannot %s", o.State().ID, o.State().Status, to)
}
