package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetOrder asks for one order.
type GetOrder struct {
	mediator.Query[OrderDTO]
	OrderID string
}

// GetOrderHandler answers [GetOrder].
type GetOrderHandler struct {
	orders Orders
	view   OrderView
}

// NewGetOrderHandler returns the handler.
func NewGetOrderHandler(orders Orders, view OrderView) *GetOrderHandler {
	return &GetOrderHandler{orders: orders, view: view}
}

// Handle returns the order.
func (h *GetOrderHandler) Handle(ctx context.Context, q GetOrder) (OrderDTO, error) {
	order, err := h.orders.Get(ctx, q.OrderID)
	if err != nil {
		return OrderDTO{}, err
	}
	return h.view.Of(order)
}
