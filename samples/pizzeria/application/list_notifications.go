package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// ListNotifications asks what the customer with the phone number was told, newest first.
type ListNotifications struct {
	mediator.Query[query.Page[NotificationDTO]]
	Phone    string
	Page     int
	PageSize int
}

// Policy asks for the customer whose number it is, or staff.
func (q ListNotifications) Policy() auth.Policy { return aboutPhone(q.Phone) }

// NotificationDTO is what a customer is told about an order.
type NotificationDTO struct {
	ID          string    `json:"id"`
	OrderID     string    `json:"order_id"`
	Type        Kind      `json:"type"`
	Title       string    `json:"title" example:"In the oven"`
	Message     string    `json:"message" example:"Maria, your order is in the oven."`
	CreatedTime time.Time `json:"created_time"`
}

// ListNotificationsHandler answers [ListNotifications].
type ListNotificationsHandler struct {
	notices *projection.View[Notice]
}

// NewListNotificationsHandler returns the handler.
func NewListNotificationsHandler(notices *projection.View[Notice]) *ListNotificationsHandler {
	return &ListNotificationsHandler{notices: notices}
}

var (
	noticePhone query.Text             = "phone"
	noticeTime  query.Field[time.Time] = "created_time"
)

// Handle returns the page. A number that nobody has ordered with was told nothing.
func (h *ListNotificationsHandler) Handle(ctx context.Context, q ListNotifications) (query.Page[NotificationDTO], error) {
	page, err := h.notices.Find(ctx, query.Where(noticePhone.Eq(q.Phone)).OrderBy(noticeTime.Desc()).Page(q.Page, q.PageSize))
	return query.MapPage(page, func(n Notice) NotificationDTO {
		return NotificationDTO{ID: n.ID, OrderID: n.OrderID, Type: n.Kind, Title: n.Title, Message: n.Message, CreatedTime: n.CreatedTime}
	}), err
}
