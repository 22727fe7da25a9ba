package application

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// Kind is what a customer is told.
type Kind string

// The kinds.
const (
	ToldCooking   Kind = "order_cooking_started"
	ToldReady     Kind = "order_ready"
	ToldDelivered Kind = "order_delivered"
	ToldCancelled Kind = "order_cancelled"
)

// Values returns the kinds, for documents.
func (Kind) Values() []string {
	return []string{string(ToldCooking), string(ToldReady), string(ToldDelivered), string(ToldCancelled)}
}

// Notice is what a customer is told about an order: a row of the read model
// "notifications".
type Notice struct {
	ID          string    `json:"id"`
	Phone       string    `json:"phone"`
	OrderID     string    `json:"order_id"`
	Kind        Kind      `json:"type"`
	Title       string    `json:"title"`
	Message     string    `json:"message"`
	CreatedTime time.Time `json:"created_time"`
}

// RowID is the event that the customer is told about, so that nobody is told twice.
func (n Notice) RowID() string { return n.ID }

// RowIndexes are for the list of a customer.
func (Notice) RowIndexes() []data.Index {
	return []data.Index{{Name: "phone_time", Fields: []string{"phone", "created_time"}}}
}

// Recipient is who is to be told about an order.
type Recipient struct {
	OrderID string `json:"order_id"`
	Name    string `json:"name"`
	Phone   string `json:"phone"`
}

// RowID is the order.
func (r Recipient) RowID() string { return r.OrderID }

// RowName tells these rows from the notices.
func (Recipient) RowName() string { return "recipients" }

// Notifications is the projection that tells customers how their orders come along.
type Notifications struct {
	notices    *projection.Rows[Notice]
	recipients *projection.Rows[Recipient]
}

// NewNotifications returns the projection.
func NewNotifications(notices *projection.Rows[Notice], recipients *projection.Rows[Recipient]) *Notifications {
	return &Notifications{notices: notices, recipients: recipients}
}

// Created notes who is to be told.
func (n *Notifications) Created(ctx context.Context, e domain.OrderCreated) error {
	return n.recipients.Insert(ctx, Recipient{OrderID: e.OrderID, Name: e.Customer.Name, Phone: e.Customer.Phone})
}

// Cooking tells that the order is in the oven.
func (n *Notifications) Cooking(ctx context.Context, e domain.CookingStarted) error {
	return n.tell(ctx, ToldCooking, "In the oven", "%s, your order is in the oven.", e.CookingStartedTime)
}

// Ready tells that the order waits for a driver.
func (n *Notifications) Ready(ctx context.Context, e domain.OrderReady) error {
	return n.tell(ctx, ToldReady, "Ready", "%s, your order is ready and will be on its way soon.", e.ReadyTime)
}

// Delivered tells that the order has arrived.
func (n *Notifications) Delivered(ctx context.Context, e domain.OrderDelivered) error {
	return n.tell(ctx, ToldDelivered, "Delivered", "Enjoy your meal, %s.", e.DeliveredTime)
}

// Cancelled tells that there will be no pizza.
func (n *Notifications) Cancelled(ctx context.Context, e domain.OrderCancelled) error {
	return n.tell(ctx, ToldCancelled, "Cancelled", "%s, your order was cancelled.", e.CancelledTime)
}

// tell writes the notice of the event that is handled; message takes the customer's name.
func (n *Notifications) tell(ctx context.Context, kind Kind, title, message string, at time.Time) error {
	to, err := n.recipients.Get(ctx, orderOf(ctx))
	if err != nil {
		return err
	}
	record, _ := eventing.RecordOf(ctx)
	return n.notices.Insert(ctx, Notice{
		ID: record.ID, Phone: to.Phone, OrderID: to.OrderID, Kind: kind,
		Title: title, Message: fmt.Sprintf(message, to.Name), CreatedTime: at,
	})
}
