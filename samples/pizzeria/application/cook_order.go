package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// CookOrder takes a confirmed order into the oven, where there is room for it.
type CookOrder struct {
	mediator.Command[OrderDTO]
	OrderID string
	If      Precondition
}

// Policy asks for a chef, or a manager.
func (CookOrder) Policy() auth.Policy { return cooks }

// CookOrderHandler carries out [CookOrder].
type CookOrderHandler struct {
	orderStep
	kitchens Kitchens
	capacity KitchenCapacity
	now      Clock
}

// NewCookOrderHandler returns the handler.
func NewCookOrderHandler(orders Orders, view OrderView, kitchens Kitchens, capacity KitchenCapacity, now Clock) *CookOrderHandler {
	return &CookOrderHandler{orderStep: orderStep{orders: orders, view: view}, kitchens: kitchens, capacity: capacity, now: now}
}

// Handle returns the cooking order. The order and the kitchen are stored in one
// commit, so the last place is given away once.
func (h *CookOrderHandler) Handle(ctx context.Context, cmd CookOrder) (OrderDTO, error) {
	return h.advance(ctx, cmd.OrderID, cmd.If, func(order *domain.Order) error {
		if err := order.StartCooking(h.now()); err != nil {
			return err
		}
		kitchen, err := h.kitchens.Get(ctx, domain.KitchenID)
		if err != nil {
			return err
		}
		if err := kitchen.Take(order.ID(), int(h.capacity)); err != nil {
			return err
		}
		return h.kitchens.Update(ctx, kitchen)
	})
}
