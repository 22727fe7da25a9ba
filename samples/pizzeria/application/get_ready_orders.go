package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// GetReadyOrders asks for the orders that wait for delivery, the longest waiting
// first.
type GetReadyOrders struct {
	mediator.Query[[]OrderDTO]
}

// Policy asks for staff.
func (GetReadyOrders) Policy() auth.Policy { return staff }

// GetReadyOrdersHandler answers [GetReadyOrders].
type GetReadyOrdersHandler struct {
	orders Orders
	view   OrderView
}

// NewGetReadyOrdersHandler returns the handler.
func NewGetReadyOrdersHandler(orders Orders, view OrderView) *GetReadyOrdersHandler {
	return &GetReadyOrdersHandler{orders: orders, view: view}
}

// Handle returns the orders at the door.
func (h *GetReadyOrdersHandler) Handle(ctx context.Context, _ GetReadyOrders) ([]OrderDTO, error) {
	return h.view.Board(ctx, h.orders, query.Where(orderStatus.Eq(domain.Ready)).OrderBy(orderReady.Asc()))
}
