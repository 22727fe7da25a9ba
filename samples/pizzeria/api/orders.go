package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OrdersController takes orders and moves them on.
type OrdersController struct{ mediator *mediator.Mediator }

// NewOrdersController returns the controller.
func NewOrdersController(m *mediator.Mediator) *OrdersController {
	return &OrdersController{mediator: m}
}

// Routes declares what the controller answers.
func (*OrdersController) Routes(r *mvc.Routes[*OrdersController]) {
	r.Prefix("/orders").Tag("Orders")
	notFound := mvc.Fails(errs.KindNotFound, "order_not_found")
	state := mvc.Fails(errs.KindConflict, "order_state", "stale_version")
	stale := mvc.Fails(errs.KindPreconditionFailed, "stale_order")

	mvc.Post(r, "/", (*OrdersController).Place, mvc.Created("/orders/{id}"), mvc.Summary("Place an order"),
		mvc.Fails(errs.KindInvalid, "unknown_pizza"), mvc.Fails(errs.KindConflict, "stale_version"))
	mvc.Get(r, "/", (*OrdersController).List, needs(application.ListOrders{}), mvc.Summary("List orders, newest first"))
	mvc.Get(r, "/{id}", (*OrdersController).Get, mvc.Summary("Get an order"), notFound,
		mvc.Description("That of a guest is shown to whoever knows its id, without the customer and the notes; that of an account to who placed it; all of them to staff."),
		mvc.Fails(errs.KindUnauthenticated, auth.CodeNotAuthenticated), mvc.Fails(errs.KindForbidden, auth.CodeForbidden))
	mvc.Put(r, "/{id}/cook", (*OrdersController).Cook, needs(application.CookOrder{}), mvc.Summary("Take a confirmed order into the oven"), notFound, state, stale,
		mvc.Fails(errs.KindConflict, "kitchen_full"))
	mvc.Put(r, "/{id}/ready", (*OrdersController).Ready, needs(application.CompleteOrder{}), mvc.Summary("Take a cooked order out of the oven"), notFound, state, stale)
	mvc.Put(r, "/{id}/assign", (*OrdersController).Assign, needs(application.AssignDelivery{}), mvc.Summary("Send a ready order out"), notFound, state, stale)
	mvc.Put(r, "/{id}/deliver", (*OrdersController).Deliver, needs(application.DeliverOrder{}), mvc.Summary("Hand an order over at the door"), notFound, state, stale)
	mvc.Put(r, "/{id}/cancel", (*OrdersController).Cancel, needs(application.CancelOrder{}), mvc.Summary("Cancel an order that has not arrived"), notFound, state, stale,
		mvc.Fails(errs.KindForbidden, auth.CodeForbidden))
}

// OrderRequest names an order.
type OrderRequest struct {
	ID string `path:"id"`
}

// StepRequest names an order, and the version that the caller has seen.
type StepRequest struct {
	OrderRequest
	IfMatch mvc.IfMatch `header:"If-Match" doc:"The ETag that the caller has seen; without it any version is changed."`
}

// AssignRequest names an order and who delivers it.
type AssignRequest struct {
	StepRequest
	DeliveryPersonID string `json:"delivery_person_id" validate:"required,max=100" example:"driver-7"`
}

// ListRequest filters the orders.
type ListRequest struct {
	mvc.PageRequest
	Status        domain.Status `query:"status"`
	CustomerPhone string        `query:"customer_phone" validate:"omitempty,max=20"`
}

// Place places an order.
func (c *OrdersController) Place(ctx context.Context, in application.PlaceOrder) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// List lists orders.
func (c *OrdersController) List(ctx context.Context, in ListRequest) (mvc.Page[application.OrderDTO], error) {
	page, err := mediator.Send(ctx, c.mediator, application.ListOrders{
		Status: in.Status, CustomerPhone: in.CustomerPhone, Page: in.Page, PageSize: in.PageSize,
	})
	return mvc.NewPage(in.PageRequest, page.Items, int64(page.Total)), err
}

// Get returns an order.
func (c *OrdersController) Get(ctx context.Context, in OrderRequest) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, application.GetOrder{OrderID: in.ID})
}

// Cook takes an order into the oven.
func (c *OrdersController) Cook(ctx context.Context, in StepRequest) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, application.CookOrder{OrderID: in.ID, If: in.IfMatch})
}

// Ready takes an order out of the oven.
func (c *OrdersController) Ready(ctx context.Context, in StepRequest) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, application.CompleteOrder{OrderID: in.ID, If: in.IfMatch})
}

// Assign sends an order out.
func (c *OrdersController) Assign(ctx context.Context, in AssignRequest) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, application.AssignDelivery{
		OrderID: in.ID, If: in.IfMatch, DeliveryPersonID: in.DeliveryPersonID,
	})
}

// Deliver hands an order over.
func (c *OrdersController) Deliver(ctx context.Context, in StepRequest) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, application.DeliverOrder{OrderID: in.ID, If: in.IfMatch})
}

// Cancel cancels an order.
func (c *OrdersController) Cancel(ctx context.Context, in StepRequest) (application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, application.CancelOrder{OrderID: in.ID, If: in.IfMatch})
}
