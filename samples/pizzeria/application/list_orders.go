package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// ListOrders asks for a page of the orders, newest first. Empty filters take all.
type ListOrders struct {
	mediator.Query[query.Page[OrderDTO]]
	Status        domain.Status
	CustomerPhone string
	Page          int
	PageSize      int
}

// Policy asks for staff.
func (ListOrders) Policy() auth.Policy { return staff }

// ListOrdersHandler answers [ListOrders].
type ListOrdersHandler struct {
	orders Orders
	view   OrderView
}

// NewListOrdersHandler returns the handler.
func NewListOrdersHandler(orders Orders, view OrderView) *ListOrdersHandler {
	return &ListOrdersHandler{orders: orders, view: view}
}

// Handle returns the page.
func (h *ListOrdersHandler) Handle(ctx context.Context, q ListOrders) (query.Page[OrderDTO], error) {
	find := query.All().OrderBy(orderTime.Desc()).Page(q.Page, q.PageSize)
	if q.Status != "" {
		find = find.Where(orderStatus.Eq(q.Status))
	}
	if q.CustomerPhone != "" {
		find = find.Where(orderPhone.Eq(q.CustomerPhone))
	}
	page, err := h.orders.Find(ctx, find)
	if err != nil {
		return query.Page[OrderDTO]{}, err
	}
	return h.view.Page(page)
}
