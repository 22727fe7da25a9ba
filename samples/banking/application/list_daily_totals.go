package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// ListDailyTotals asks for a page of the days on which something moved, the latest first.
type ListDailyTotals struct {
	mediator.Query[query.Page[DayTotalsDTO]]
	Page     int
	PageSize int
}

// DayTotalsDTO is what moved on one day in one currency.
type DayTotalsDTO struct {
	Day         string          `json:"day" example:"2026-11-20"`
	Currency    domain.Currency `json:"currency"`
	Deposits    domain.Amount   `json:"deposits" example:"5120.50"`
	Withdrawals domain.Amount   `json:"withdrawals" example:"310.00"`
	Interest    domain.Amount   `json:"interest" example:"0.00"`
	Transfers   int             `json:"transfers" example:"12"`
	Transferred domain.Amount   `json:"transferred" example:"840.00"`
}

// ListDailyTotalsHandler answers [ListDailyTotals].
type ListDailyTotalsHandler struct{ days *projection.View[DayTotals] }

// NewListDailyTotalsHandler returns the handler.
func NewListDailyTotalsHandler(days *projection.View[DayTotals]) *ListDailyTotalsHandler {
	return &ListDailyTotalsHandler{days: days}
}

var (
	totalsDay      query.Text = "day"
	totalsCurrency query.Text = "currency"
)

// Handle returns the page.
func (h *ListDailyTotalsHandler) Handle(ctx context.Context, q ListDailyTotals) (query.Page[DayTotalsDTO], error) {
	page, err := h.days.Find(ctx, query.All().OrderBy(totalsDay.Desc(), totalsCurrency.Asc()).Page(q.Page, q.PageSize))
	return query.MapPage(page, func(d DayTotals) DayTotalsDTO { return DayTotalsDTO(d) }), err
}
