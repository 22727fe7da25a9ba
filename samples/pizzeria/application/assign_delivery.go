package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// AssignDelivery sends a ready order out with a delivery person.
type AssignDelivery struct {
	mediator.Command[OrderDTO]
	OrderID          string
	If               Precondition
	DeliveryPersonID string
}

// Policy asks for a driver, or a manager.
func (AssignDelivery) Policy() auth.Policy { return drivers }

// AssignDeliveryHandler carries out [AssignDelivery].
type AssignDeliveryHandler struct {
	orderStep
	now Clock
}

// NewAssignDeliveryHandler returns the handler.
func NewAssignDeliveryHandler(orders Orders, view OrderView, now Clock) *AssignDeliveryHandler {
	return &AssignDeliveryHandler{orderStep: orderStep{orders: orders, view: view}, now: now}
}

// Handle returns the order on its way.
func (h *AssignDeliveryHandler) Handle(ctx context.Context, cmd AssignDelivery) (OrderDTO, error) {
	return h.advance(ctx, cmd.OrderID, cmd.If, func(order *domain.Order) error {
		return order.AssignDelivery(cmd.DeliveryPersonID, h.now())
	})
}
