package application

import (
	"context"
	"strconv"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mapping"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OrderDTO is an order as callers see it.
type OrderDTO struct {
	ID                 string               `json:"id" example:"0193a2f0-5c1e-7a90-8f5e-3b1f6a1d2c3e"`
	Customer           *CustomerDTO         `json:"customer" doc:"Null for who follows the order of a guest by its id."`
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

// ETag tells the versions of an order apart, and what is shown of one to whom.
func (o OrderDTO) ETag() string {
	if o.Customer == nil {
		return versionTag(o.Version) + "-followed"
	}
	return versionTag(o.Version)
}

func versionTag(version int64) string { return strconv.FormatInt(version, 10) }

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

// NewOrderProfile returns how orders are mapped. What has the same name needs no
// word; a field of the answer that nothing is mapped to stops the start.
func NewOrderProfile() *mapping.Profile {
	p := mapping.NewProfile()
	mapping.Convert(p, optional)
	mapping.For[domain.Contact, CustomerDTO](p).Field("ID", mapping.From("CustomerID"))
	mapping.For[domain.Line, LineDTO](p).Field("LineID", mapping.From("ID"))
	mapping.For[snapshot, OrderDTO](p).Field("Pizzas", mapping.From("Lines"))
	return p
}

// optional is null for a text that was not given.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// snapshot is an order with what it computes.
type snapshot struct {
	domain.OrderState
	TotalAmount domain.Money
	Version     int64
}

func snapshotOf(o *domain.Order) snapshot {
	return snapshot{OrderState: o.State(), TotalAmount: o.Total(), Version: o.Version()}
}

// OrderView turns orders into what callers see.
type OrderView struct{ mapper *mapping.Mapper }

// NewOrderView returns the view.
func NewOrderView(mapper *mapping.Mapper) OrderView { return OrderView{mapper: mapper} }

// Of returns the order as callers see it.
func (v OrderView) Of(order *domain.Order) (OrderDTO, error) {
	return mapping.Map[OrderDTO](v.mapper, snapshotOf(order))
}

// Followed returns the order as those see it who know nothing but its id.
func (v OrderView) Followed(order *domain.Order) (OrderDTO, error) {
	dto, err := v.Of(order)
	dto.Customer, dto.Notes = nil, nil
	return dto, err
}

// Page returns the page as callers see it.
func (v OrderView) Page(page query.Page[*domain.Order]) (query.Page[OrderDTO], error) {
	snapshots := query.MapPage(page, snapshotOf)
	items, err := mapping.MapSlice[OrderDTO](v.mapper, snapshots.Items)
	return query.Page[OrderDTO]{Items: items, Total: page.Total, Offset: page.Offset, Size: page.Size}, err
}

// maxBoard is how many orders a board on a wall shows.
const maxBoard = 200

// Board returns the first orders that q finds, as many as fit on a board.
func (v OrderView) Board(ctx context.Context, orders Orders, q query.Query) ([]OrderDTO, error) {
	found, err := orders.Find(ctx, q.Limit(maxBoard))
	if err != nil {
		return nil, err
	}
	page, err := v.Page(found)
	return page.Items, err
}
