package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// DeliverOrder says that an order has arrived.
type DeliverOrder struct {
	mediator.Command[OrderDTO]
	OrderID string
	If      Precondition
}

// Policy asks for a driver, or a manager.
func (DeliverOrder) Policy() auth.Policy { return drivers }

// DeliverOrderHandler carries out [DeliverOrder].
type DeliverOrderHandler struct {
	orderStep
	now Clock
}

// NewDeliverOrderHandler returns the handler.
func NewDeliverOrderHandler(orders Orders, view OrderView, now Clock) *DeliverOrderHandler {
	return &DeliverOrderHandler{orderStep: orderStep{orders: orders, view: view}, now: now}
}

// Handle returns the delivered order.
func (h *DeliverOrderHandler) Handle(ctx context.Context, cmd DeliverOrder) (OrderDTO, error) {
	return h.advance(ctx, cmd.OrderID, cmd.If, func(order *domain.Order) error { return order.Deliver(h.now()) })
}
