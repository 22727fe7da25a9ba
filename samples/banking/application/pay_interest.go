package application

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// PayInterest pays an account the interest of a month that is over, and of those before it that were
// missed. To send it again changes nothing: an account knows what was paid.
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

// Handle pays the interest.
func (h *PayInterestHandler) Handle(ctx context.Context, cmd PayInterest) (mediator.None, error) {
	if _, err := time.Parse(monthLayout, cmd.Month); err != nil {
		return mediator.None{}, errs.Invalid("malformed_month", "%q is no month; write one such as 2026-11", cmd.Month)
	}
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		a.PayInterest(cmd.Month, int64(h.rate), h.newID, h.now())
		return nil
	})
	return mediator.None{}, err
}

// InterestRound pays all accounts the interest that is due. Any number of replicas may do so at
// any time: who comes second finds that the account was paid.
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
	interestDue   query.Text        = "interest_due"
	accountClosed query.Field[bool] = "closed"
)

// roundPage is how many accounts are looked up at once.
const roundPage = 200

// Pay sends a [PayInterest] for each account that has earned something in a month that is over. What
// it leaves undone, because of an error or the end of ctx, the next round does; an account that
// cannot be paid does not keep the others waiting.
func (r *InterestRound) Pay(ctx context.Context) error {
	now := r.now()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -1, 0).Format(monthLayout)
	due := query.Where(interestDue.Gt(""), interestDue.Le(month), accountClosed.Eq(false)).OrderBy(query.ID.Asc()).Limit(roundPage)
	var faults []error
	for cursor := query.Cursor(""); ; {
		page, err := r.rows.Find(ctx, due.After(cursor))
		if err != nil {
			return errors.Join(append(faults, err)...)
		}
		for _, account := range page.Items {
			if _, err := mediator.Send(ctx, r.mediator, PayInterest{AccountID: account.ID, Month: month}); err != nil {
				faults = append(faults, fmt.Errorf("pay the interest of account %s: %w", account.ID, err))
			}
		}
		if cursor = page.Next; cursor == "" || ctx.Err() != nil || len(faults) > roundPage {
			return errors.Join(faults...)
		}
	}
}
