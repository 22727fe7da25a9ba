package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// GetKitchenQueue asks for what the kitchen has to do: confirmed and cooking
// orders, the longest waiting first.
type GetKitchenQueue struct {
	mediator.Query[[]OrderDTO]
}

// KitchenQueueHandler answers [GetKitchenQueue].
type KitchenQueueHandler struct {
	orders Orders
	view   OrderView
}

// NewKitchenQueueHandler returns the handler.
func NewKitchenQueueHandler(orders Orders, view OrderView) *KitchenQueueHandler {
	return &KitchenQueueHandler{orders: orders, view: view}
}

// Handle returns the orders in front of the kitchen.
func (h *KitchenQueueHandler) Handle(ctx context.Context, _ GetKitchenQueue) ([]OrderDTO, error) {
	q := query.Where(orderStatus.In(domain.Confirmed, domain.Cooking)).OrderBy(orderConfirmed.Asc())
	return h.view.Board(ctx, h.orders, q)
}
