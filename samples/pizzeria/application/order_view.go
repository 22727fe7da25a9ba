package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mapping"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OrderDTO is an order as callers see it.
type OrderDTO struct {
	ID                 string               `json:"id" example:"0193a2f0-5c1e-7a90-8f5e-3b1f6a1d2c3e"`
	Customer           CustomerDTO          `json:"customer"`
	Pizzas             []LineDTO            `json:"pizzas"`
	Status             domain.Status        `json:"status"`
	PaymentMethod      domain.PaymentMethod `json:"payment_method"`
	Notes              *string              `json:"notes"`
	TotalAmount        domain.Money         `json:"total_amount" example:"18.39"`
	OrderTime          time.Time            `json:"order_time"`
	ConfirmedTime      *time.Time           `json:"confirmed_time"`
	CookingStartedTime *time.Time           `json:"cooking_started_time"`
	ReadyTime          *time.Time           `json:"ready_time"`
	OutForDeliveryTime *time.Time           `json:"out_for_delivery_time"`
	DeliveredTime      *time.Time           `json:"delivered_time"`
	CancelledTime      *time.Time           `json:"cancelled_time"`
	DeliveryPersonID   *string              `json:"delivery_person_id"`
	EstimatedReadyTime *time.Time           `json:"estimated_ready_time"`
	Version            int64                `json:"version" doc:"Rises with each change; it is the ETag." example:"3"`
}

// CustomerDTO is who an order is for.
type CustomerDTO struct {
	ID      string  `json:"id"`
	Name    string  `json:"name" example:"Maria Rossi"`
	Phone   string  `json:"phone" example:"+39 06 555 0101"`
	Address string  `json:"address" example:"Via Roma 1, Napoli"`
	Email   *string `json:"email" example:"maria@example.com"`
}

// LineDTO is one pizza of an order.
type LineDTO struct {
	LineID   string       `json:"line_id"`
	Name     string       `json:"name" example:"Margherita"`
	Size     domain.Size  `json:"size"`
	Toppings []string     `json:"toppings"`
	Price    domain.Money `json:"price" example:"18.39"`
}

// maxBoard is how many orders a board on a wall shows.
const maxBoard = 200

// OrderView turns orders into what callers see.
type OrderView struct{ mapper *mapping.Mapper }

// NewOrderView returns the view.
func NewOrderView(mapper *mapping.Mapper) OrderView { return OrderView{mapper: mapper} }

// Of returns the order as callers see it.
func (v OrderView) Of(order *domain.Order) (OrderDTO, error) {
	return mapping.Map[OrderDTO](v.mapper, snapshot{OrderState: order.State(), TotalAmount: order.Total(), Version: order.Version()})
}

// Page returns the page as callers see it.
func (v OrderView) Page(page query.Page[*domain.Order]) (query.Page[OrderDTO], error) {
	out := query.Page[OrderDTO]{Items: make([]OrderDTO, len(page.Items)), Total: page.Total, Offset: page.Offset, Size: page.Size}
	for i, order := range page.Items {
		dto, err := v.Of(order)
		if err != nil {
			return query.Page[OrderDTO]{}, err
		}
		out.Items[i] = dto
	}
	return out, nil
}

// Board returns the first orders that q finds, as many as fit on a board.
func (v OrderView) Board(ctx context.Context, orders Orders, q query.Query) ([]OrderDTO, error) {
	found, err := orders.Find(ctx, q.Limit(maxBoard))
	if err != nil {
		return nil, err
	}
	page, err := v.Page(found)
	return page.Items, err
}

// snapshot is an order with what it computes.
type snapshot struct {
	domain.OrderState
	TotalAmount domain.Money
	Version     int64
}
