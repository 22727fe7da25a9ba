package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// ManagementController answers from read models.
type ManagementController struct{ mediator *mediator.Mediator }

// NewManagementController returns the controller.
func NewManagementController(m *mediator.Mediator) *ManagementController {
	return &ManagementController{mediator: m}
}

// Routes declares what the controller answers.
func (*ManagementController) Routes(r *mvc.Routes[*ManagementController]) {
	behind := mvc.Fails(errs.KindUnavailable, "read_model_behind")
	mvc.Get(r, "/management/statistics", (*ManagementController).Statistics, mvc.Tags("Management"),
		mvc.Summary("How the day goes, compared with the day before"), behind)
	mvc.Get(r, "/customers/{phone}/notifications", (*ManagementController).Notifications, mvc.Tags("Customers"),
		mvc.Summary("What a customer was told, newest first"), behind)
}

// NotificationsRequest names a customer.
type NotificationsRequest struct {
	mvc.PageRequest
	Phone string `path:"phone" validate:"required,max=20" example:"+39 06 555 0101"`
}

// Policy is that of the query which is sent.
func (in NotificationsRequest) Policy() auth.Policy {
	return application.ListNotifications{Phone: in.Phone}.Policy()
}

// Statistics says how the day goes.
func (c *ManagementController) Statistics(ctx context.Context, in application.GetStatistics) (application.StatisticsDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Notifications lists what a customer was told.
func (c *ManagementController) Notifications(ctx context.Context, in NotificationsRequest) (mvc.Page[application.NotificationDTO], error) {
	page, err := mediator.Send(ctx, c.mediator, application.ListNotifications{Phone: in.Phone, Page: in.Page, PageSize: in.PageSize})
	return mvc.NewPage(in.PageRequest, page.Items, int64(page.Total)), err
}
