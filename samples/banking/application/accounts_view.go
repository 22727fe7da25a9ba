package application

import (
	"cmp"
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// AccountsView is the name of the read model of the accounts.
const AccountsView = "accounts"

// AccountRow is an account in the read model "accounts".
type AccountRow struct {
	ID             string          `json:"id"`
	OwnerID        string          `json:"owner_id"`
	Currency       domain.Currency `json:"currency"`
	Balance        domain.Amount   `json:"balance"`
	Held           domain.Amount   `json:"held"`
	Available      domain.Amount   `json:"available"`
	OverdraftLimit domain.Amount   `json:"overdraft_limit"`
	Opened         time.Time       `json:"opened"`
	Closed         bool            `json:"closed"`
	// InterestDue is the first month for which interest may have to be paid, and Earned the last
	// one in which there was something in the account; "" is none.
	InterestDue string `json:"interest_due"`
	Earned      string `json:"earned"`
	// Version is that of the account whose events were folded into the row.
	Version int64 `json:"version"`
}

// RowID is the account.
func (a AccountRow) RowID() string { return a.ID }

// RowIndexes are for the accounts of a person, and for those that interest is due to.
func (AccountRow) RowIndexes() []data.Index {
	return []data.Index{{Name: "owner", Fields: []string{"owner_id"}}, {Name: "interest", Fields: []string{"interest_due"}}}
}

func (a AccountRow) dto() AccountDTO {
	return AccountDTO{
		ID: a.ID, OwnerID: a.OwnerID, Currency: a.Currency, Balance: a.Balance, Available: a.Available,
		OverdraftLimit: a.OverdraftLimit, Opened: a.Opened, Closed: a.Closed, Version: a.Version,
	}
}

// AccountList is the projection that keeps the accounts.
type AccountList struct{ rows *projection.Rows[AccountRow] }

// NewAccountList returns the projection.
func NewAccountList(rows *projection.Rows[AccountRow]) *AccountList { return &AccountList{rows: rows} }

// Opened adds an account.
func (l *AccountList) Opened(ctx context.Context, e domain.AccountOpened) error {
	return l.rows.Insert(ctx, AccountRow{
		ID: e.AccountID, OwnerID: e.OwnerID, Currency: e.Currency, Available: e.OverdraftLimit, OverdraftLimit: e.OverdraftLimit,
		Opened: e.At, Version: 1,
	})
}

// Deposited adds to the balance.
func (l *AccountList) Deposited(ctx context.Context, e domain.MoneyDeposited) error {
	return l.change(ctx, func(a *AccountRow) { a.Balance = a.Balance.Add(e.Amount) })
}

// Withdrawn takes from it.
func (l *AccountList) Withdrawn(ctx context.Context, e domain.MoneyWithdrawn) error {
	return l.change(ctx, func(a *AccountRow) { a.Balance = a.Balance.Sub(e.Amount) })
}

// Held makes less of it available.
func (l *AccountList) Held(ctx context.Context, e domain.FundsHeld) error {
	return l.change(ctx, func(a *AccountRow) { a.Held = a.Held.Add(e.Amount) })
}

// Captured takes what was held.
func (l *AccountList) Captured(ctx context.Context, e domain.FundsCaptured) error {
	return l.change(ctx, func(a *AccountRow) { a.Held, a.Balance = a.Held.Sub(e.Amount), a.Balance.Sub(e.Amount) })
}

// Released makes it available again.
func (l *AccountList) Released(ctx context.Context, e domain.FundsReleased) error {
	return l.change(ctx, func(a *AccountRow) { a.Held = a.Held.Sub(e.Amount) })
}

// Credited adds to the balance.
func (l *AccountList) Credited(ctx context.Context, e domain.TransferCredited) error {
	return l.change(ctx, func(a *AccountRow) { a.Balance = a.Balance.Add(e.Amount) })
}

// InterestPaid adds to the balance. There is more to come for a later month, if something was in
// the account in it.
func (l *AccountList) InterestPaid(ctx context.Context, e domain.InterestPaid) error {
	return l.change(ctx, func(a *AccountRow) {
		a.Balance = a.Balance.Add(e.Amount)
		if a.InterestDue = ""; a.Earned > e.Month {
			a.InterestDue = a.Earned
		}
	})
}

// OverdraftChanged sets the limit.
func (l *AccountList) OverdraftChanged(ctx context.Context, e domain.OverdraftChanged) error {
	return l.change(ctx, func(a *AccountRow) { a.OverdraftLimit = e.Limit })
}

// Closed ends the account.
func (l *AccountList) Closed(ctx context.Context, _ domain.AccountClosed) error {
	return l.change(ctx, func(a *AccountRow) { a.Closed = true })
}

// change changes the row of the account whose event is handled.
func (l *AccountList) change(ctx context.Context, change func(*AccountRow)) error {
	record, _ := eventing.RecordOf(ctx)
	return l.rows.Change(ctx, subjectOf(record.Stream), func(a *AccountRow) {
		a.earn(record.At) // with what was there until now
		change(a)
		a.earn(record.At)
		a.Available = a.Balance.Add(a.OverdraftLimit).Sub(a.Held)
		a.Version = record.Version
	})
}

// earn notes that there is something in the account.
func (a *AccountRow) earn(at time.Time) {
	if a.Balance.Sign() > 0 {
		a.Earned = at.UTC().Format(monthLayout)
		a.InterestDue = cmp.Or(a.InterestDue, a.Earned)
	}
}
