package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// CancelOrder ends an order that has not arrived. Customers cancel their own; guests have no
// account by which an order could be theirs, and call.
type CancelOrder struct {
	mediator.Command[OrderDTO]
	OrderID string
	If      Precondition
}

// Policy asks for somebody: whether the order is theirs is decided when it is found.
func (CancelOrder) Policy() auth.Policy { return somebody }

// CancelOrderHandler carries out [CancelOrder].
type CancelOrderHandler struct {
	orderStep
	kitchens Kitchens
	now      Clock
}

// NewCancelOrderHandler returns the handler.
func NewCancelOrderHandler(orders Orders, view OrderView, kitchens Kitchens, now Clock) *CancelOrderHandler {
	return &CancelOrderHandler{orderStep: orderStep{orders: orders, view: view, may: ownOrStaff}, kitchens: kitchens, now: now}
}

// Handle returns the cancelled order. An order in the oven gives its place back.
func (h *CancelOrderHandler) Handle(ctx context.Context, cmd CancelOrder) (OrderDTO, error) {
	return h.advance(ctx, cmd.OrderID, cmd.If, func(order *domain.Order) error {
		cooking := order.State().Status == domain.Cooking
		if err := order.Cancel(h.now()); err != nil || !cooking {
			return err
		}
		kitchen, err := h.kitchens.Get(ctx, domain.KitchenID)
		if err != nil {
			return err
		}
		kitchen.Abandon(order.ID())
		return h.kitchens.Update(ctx, kitchen)
	})
}
