package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// CompleteOrder takes a cooked order out of the oven; it waits for delivery.
type CompleteOrder struct {
	mediator.Command[OrderDTO]
	OrderID string
	If      Precondition
}

// Policy asks for a chef, or a manager.
func (CompleteOrder) Policy() auth.Policy { return cooks }

// CompleteOrderHandler carries out [CompleteOrder].
type CompleteOrderHandler struct {
	orderStep
	kitchens Kitchens
	now      Clock
}

// NewCompleteOrderHandler returns the handler.
func NewCompleteOrderHandler(orders Orders, view OrderView, kitchens Kitchens, now Clock) *CompleteOrderHandler {
	return &CompleteOrderHandler{orderStep: orderStep{orders: orders, view: view}, kitchens: kitchens, now: now}
}

// Handle returns the ready order.
func (h *CompleteOrderHandler) Handle(ctx context.Context, cmd CompleteOrder) (OrderDTO, error) {
	return h.advance(ctx, cmd.OrderID, cmd.If, func(order *domain.Order) error {
		if err := order.MarkReady(h.now()); err != nil {
			return err
		}
		kitchen, err := h.kitchens.Get(ctx, domain.KitchenID)
		if err != nil {
			return err
		}
		kitchen.Finish(order.ID())
		return h.kitchens.Update(ctx, kitchen)
	})
}
