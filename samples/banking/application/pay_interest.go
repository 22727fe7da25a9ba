package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// PayInterest adds the interest of a month to an account. To send it again changes nothing: an
// account knows the last month that was paid.
type PayInterest struct {
	mediator.Command[mediator.None]
	AccountID string
	Month     string // 2006-01
}

// PayInterestHandler carries out [PayInterest].
type PayInterestHandler struct {
	accountChange
	rate  InterestRate
	newID NewID
}

// NewPayInterestHandler returns the handler.
func NewPayInterestHandler(accounts Accounts, rate InterestRate, newID NewID, now Clock) *PayInterestHandler {
	return &PayInterestHandler{accountChange{accounts, now}, rate, newID}
}

// Handle pays the interest. An account that was opened later has earned none.
func (h *PayInterestHandler) Handle(ctx context.Context, cmd PayInterest) (mediator.None, error) {
	first, err := time.Parse(monthLayout, cmd.Month)
	if err != nil {
		return mediator.None{}, errs.Invalid("malformed_month", "%q is no month; write one such as 2026-11", cmd.Month)
	}
	_, err = h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		if !a.State().Opened.Before(first.AddDate(0, 1, 0)) {
			return nil
		}
		return a.PayInterest(h.newID(), cmd.Month, int64(h.rate), h.now())
	})
	return mediator.None{}, err
}

// InterestRound pays the interest of the month that is over to all accounts.
type InterestRound struct {
	rows     *projection.View[AccountRow]
	mediator *mediator.Mediator
	now      Clock
}

// NewInterestRound returns the round.
func NewInterestRound(rows *projection.View[AccountRow], m *mediator.Mediator, now Clock) *InterestRound {
	return &InterestRound{rows: rows, mediator: m, now: now}
}

var (
	interestMonth query.Text        = "interest_month"
	accountClosed query.Field[bool] = "closed"
)

// roundPage is how many accounts are looked up at once.
const roundPage = 200

// Pay sends a [PayInterest] for each account that was not paid yet. What it leaves undone, because
// of an error or the end of ctx, the next round does; two at once pay once.
func (r *InterestRound) Pay(ctx context.Context) error {
	now := r.now()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1, 0).Format(monthLayout)
	due := query.Where(interestMonth.Lt(month), accountClosed.Eq(false)).OrderBy(query.ID.Asc()).Limit(roundPage)
	for cursor := query.Cursor(""); ; {
		page, err := r.rows.Find(ctx, due.After(cursor))
		if err != nil {
			return err
		}
		for _, account := range page.Items {
			if _, err := mediator.Send(ctx, r.mediator, PayInterest{AccountID: account.ID, Month: month}); err != nil {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}
