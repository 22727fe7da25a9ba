package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// DayTotals is what moved on one day, in UTC, in one currency: a row of the read model
// "daily-totals".
type DayTotals struct {
	Day         string          `json:"day"`
	Currency    domain.Currency `json:"currency"`
	Deposits    domain.Amount   `json:"deposits"`
	Withdrawals domain.Amount   `json:"withdrawals"`
	Interest    domain.Amount   `json:"interest"`
	// Transfers is how many were completed, Transferred what they came to.
	Transfers   int           `json:"transfers"`
	Transferred domain.Amount `json:"transferred"`
}

// RowID is the day and the currency.
func (d DayTotals) RowID() string { return dayID(d.Day, d.Currency) }

// RowIndexes are for the days from one to another.
func (DayTotals) RowIndexes() []data.Index {
	return []data.Index{{Name: "day", Fields: []string{"day", "currency"}}}
}

func dayID(day string, currency domain.Currency) string { return day + "-" + string(currency) }

// AccountCurrency is what the totals have to know of an account.
type AccountCurrency struct {
	AccountID string          `json:"account_id"`
	Currency  domain.Currency `json:"currency"`
}

// RowID is the account.
func (c AccountCurrency) RowID() string { return c.AccountID }

// RowName tells these rows from the totals.
func (AccountCurrency) RowName() string { return "currencies" }

// DailyTotals is the projection that adds up the days.
type DailyTotals struct {
	days       *projection.Rows[DayTotals]
	currencies *projection.Rows[AccountCurrency]
}

// NewDailyTotals returns the projection.
func NewDailyTotals(days *projection.Rows[DayTotals], currencies *projection.Rows[AccountCurrency]) *DailyTotals {
	return &DailyTotals{days: days, currencies: currencies}
}

// Opened notes the currency of the account.
func (t *DailyTotals) Opened(ctx context.Context, e domain.AccountOpened) error {
	return t.currencies.Insert(ctx, AccountCurrency{AccountID: e.AccountID, Currency: e.Currency})
}

// Deposited counts money that came in.
func (t *DailyTotals) Deposited(ctx context.Context, e domain.MoneyDeposited) error {
	return t.count(ctx, e.At, func(d *DayTotals) { d.Deposits = d.Deposits.Add(e.Amount) })
}

// Withdrawn counts money that went out.
func (t *DailyTotals) Withdrawn(ctx context.Context, e domain.MoneyWithdrawn) error {
	return t.count(ctx, e.At, func(d *DayTotals) { d.Withdrawals = d.Withdrawals.Add(e.Amount) })
}

// Captured counts a transfer, by its last step.
func (t *DailyTotals) Captured(ctx context.Context, e domain.FundsCaptured) error {
	return t.count(ctx, e.At, func(d *DayTotals) {
		d.Transfers++
		d.Transferred = d.Transferred.Add(e.Amount)
	})
}

// InterestPaid counts interest.
func (t *DailyTotals) InterestPaid(ctx context.Context, e domain.InterestPaid) error {
	return t.count(ctx, e.At, func(d *DayTotals) { d.Interest = d.Interest.Add(e.Amount) })
}

// count counts something of the account whose event is handled.
func (t *DailyTotals) count(ctx context.Context, at time.Time, count func(*DayTotals)) error {
	account, err := t.currencies.Get(ctx, subject(ctx))
	if err != nil {
		return err
	}
	day := at.UTC().Format(time.DateOnly)
	return t.days.Upsert(ctx, dayID(day, account.Currency), func(d *DayTotals) {
		d.Day, d.Currency = day, account.Currency
		count(d)
	})
}
