package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// GetKitchenQueue asks for what the kitchen has to do: confirmed and cooking
// orders, the longest waiting first.
type GetKitchenQueue struct {
	mediator.Query[[]OrderDTO]
}

// Policy asks for staff.
func (GetKitchenQueue) Policy() auth.Policy { return staff }

// GetKitchenQueueHandler answers [GetKitchenQueue].
type GetKitchenQueueHandler struct {
	orders Orders
	view   OrderView
}

// NewGetKitchenQueueHandler returns the handler.
func NewGetKitchenQueueHandler(orders Orders, view OrderView) *GetKitchenQueueHandler {
	return &GetKitchenQueueHandler{orders: orders, view: view}
}

// Handle returns the orders in front of the kitchen.
func (h *GetKitchenQueueHandler) Handle(ctx context.Context, _ GetKitchenQueue) ([]OrderDTO, error) {
	q := query.Where(orderStatus.In(domain.Confirmed, domain.Cooking)).OrderBy(orderConfirmed.Asc())
	return h.view.Board(ctx, h.orders, q)
}
