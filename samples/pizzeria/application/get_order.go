package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetOrder asks for one order.
type GetOrder struct {
	mediator.Query[OrderDTO]
	OrderID string
}

// Policy asks for nothing: what a caller may see of an order is decided when it is found.
func (GetOrder) Policy() auth.Policy { return anyone }

// GetOrderHandler answers [GetOrder].
type GetOrderHandler struct {
	orders Orders
	view   OrderView
}

// NewGetOrderHandler returns the handler.
func NewGetOrderHandler(orders Orders, view OrderView) *GetOrderHandler {
	return &GetOrderHandler{orders: orders, view: view}
}

// Handle returns the order to whom it belongs and to staff. That of a guest is shown, without
// what it says of the guest, to whoever knows its id: nobody guesses that, but it is told to
// other services.
func (h *GetOrderHandler) Handle(ctx context.Context, q GetOrder) (OrderDTO, error) {
	order, err := h.orders.Get(ctx, q.OrderID)
	if err != nil {
		return OrderDTO{}, err
	}
	if order.State().Customer.AccountID == "" && !isStaff(ctx) {
		return h.view.Followed(order)
	}
	if err := auth.Authorize(ctx, ownOrStaff, order); err != nil {
		return OrderDTO{}, err
	}
	return h.view.Of(order)
}
