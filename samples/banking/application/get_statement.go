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

// GetStatement asks for what moved on an account in a month, in UTC, the earliest first.
type GetStatement struct {
	mediator.Query[[]StatementLine]
	AccountID string
	Month     string // 2006-01
}

// StatementLine is one line of a statement.
type StatementLine struct {
	Time          time.Time       `json:"time"`
	Type          Movement        `json:"type"`
	Amount        domain.Amount   `json:"amount"`
	Balance       domain.Amount   `json:"balance"`
	Currency      domain.Currency `json:"currency"`
	Counterparty  string          `json:"counterparty"`
	Communication string          `json:"communication"`
	TransactionID string          `json:"transaction_id"`
}

// GetStatementHandler answers [GetStatement].
type GetStatementHandler struct {
	accounts Accounts
	rows     *projection.View[TransactionRow]
}

// NewGetStatementHandler returns the handler.
func NewGetStatementHandler(accounts Accounts, rows *projection.View[TransactionRow]) *GetStatementHandler {
	return &GetStatementHandler{accounts: accounts, rows: rows}
}

// Handle returns the lines.
func (h *GetStatementHandler) Handle(ctx context.Context, q GetStatement) ([]StatementLine, error) {
	first, err := time.Parse(monthLayout, q.Month)
	if err != nil {
		return nil, errs.Invalid("malformed_month", "%q is no month; write one such as 2026-11", q.Month)
	}
	account, err := h.accounts.Get(ctx, q.AccountID)
	if err != nil {
		return nil, err
	}
	found, err := h.rows.Find(ctx, transactionsOf(q.AccountID, first, first.AddDate(0, 1, 0)).OrderBy(transactionSequence.Asc()))
	return query.MapPage(found, func(t TransactionRow) StatementLine {
		return StatementLine{
			Time: t.At, Type: t.Kind, Amount: t.Amount, Balance: t.Balance, Currency: account.State().Currency,
			Counterparty: t.Counterparty, Communication: t.Communication, TransactionID: t.ID,
		}
	}).Items, err
}

// monthLayout is how months are written.
const monthLayout = "2006-01"
