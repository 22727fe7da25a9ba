package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// ListTransactions asks for a page of what moved on an account, the latest first.
type ListTransactions struct {
	mediator.Query[query.Page[TransactionDTO]]
	AccountID string
	// From is included and To is not; zero has no bound.
	From, To time.Time
	Page     int
	PageSize int
}

// TransactionDTO is one change of a balance as callers see it.
type TransactionDTO struct {
	ID            string        `json:"id"`
	Type          Movement      `json:"type"`
	Amount        domain.Amount `json:"amount" doc:"Negative where money went out." example:"-20.00"`
	Balance       domain.Amount `json:"balance" doc:"What the account had afterwards." example:"100.50"`
	Communication string        `json:"communication" example:"rent"`
	Counterparty  string        `json:"counterparty" doc:"The other account of a transfer."`
	At            time.Time     `json:"at"`
}

func transactionOf(t TransactionRow) TransactionDTO {
	return TransactionDTO{
		ID: t.ID, Type: t.Kind, Amount: t.Amount, Balance: t.Balance,
		Communication: t.Communication, Counterparty: t.Counterparty, At: t.At,
	}
}

// ListTransactionsHandler answers [ListTransactions].
type ListTransactionsHandler struct {
	accounts Accounts
	rows     *projection.View[TransactionRow]
}

// NewListTransactionsHandler returns the handler.
func NewListTransactionsHandler(accounts Accounts, rows *projection.View[TransactionRow]) *ListTransactionsHandler {
	return &ListTransactionsHandler{accounts: accounts, rows: rows}
}

var (
	transactionAccount  query.Text             = "account_id"
	transactionAt       query.Field[time.Time] = "at"
	transactionSequence query.Field[int64]     = "sequence"
)

// Handle returns the page.
func (h *ListTransactionsHandler) Handle(ctx context.Context, q ListTransactions) (query.Page[TransactionDTO], error) {
	if _, err := h.accounts.Get(ctx, q.AccountID); err != nil {
		return query.Page[TransactionDTO]{}, err
	}
	found, err := h.rows.Find(ctx, transactionsOf(q.AccountID, q.From, q.To).OrderBy(transactionSequence.Desc()).Page(q.Page, q.PageSize))
	return query.MapPage(found, transactionOf), err
}

// transactionsOf finds the transactions of an account from one time to before another.
func transactionsOf(accountID string, from, to time.Time) query.Query {
	find := query.Where(transactionAccount.Eq(accountID))
	if !from.IsZero() {
		find = find.Where(transactionAt.Ge(from))
	}
	if !to.IsZero() {
		find = find.Where(transactionAt.Lt(to))
	}
	return find
}
