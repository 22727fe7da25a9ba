package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// TotalsController tells what the days came to.
type TotalsController struct{ mediator *mediator.Mediator }

// NewTotalsController returns the controller.
func NewTotalsController(m *mediator.Mediator) *TotalsController {
	return &TotalsController{mediator: m}
}

// Routes declares what the controller answers.
func (*TotalsController) Routes(r *mvc.Routes[*TotalsController]) {
	mvc.Get(r, "/totals/daily", (*TotalsController).Daily, mvc.Tags("Totals"), mvc.Summary("What moved on each day, the latest first"), behind())
}

// Daily lists the days.
func (c *TotalsController) Daily(ctx context.Context, in ListRequest) (mvc.Page[application.DayTotalsDTO], error) {
	page, err := mediator.Send(ctx, c.mediator, application.ListDailyTotals{Page: in.Page, PageSize: in.PageSize})
	return mvc.NewPage(in.PageRequest, page.Items, int64(page.Total)), err
}
