package domain

import (
	"maps"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// AccountOpened begins an account.
type AccountOpened struct {
	AccountID      string    `json:"account_id"`
	OwnerID        string    `json:"owner_id"`
	Currency       Currency  `json:"currency"`
	OverdraftLimit Amount    `json:"overdraft_limit"`
	At             time.Time `json:"at"`
}

// MoneyDeposited puts money in.
type MoneyDeposited struct {
	TransactionID string    `json:"transaction_id"`
	Amount        Amount    `json:"amount"`
	Communication string    `json:"communication,omitempty"`
	At            time.Time `json:"at"`
}

// MoneyWithdrawn takes money out.
type MoneyWithdrawn struct {
	TransactionID string    `json:"transaction_id"`
	Amount        Amount    `json:"amount"`
	Communication string    `json:"communication,omitempty"`
	At            time.Time `json:"at"`
}

// FundsHeld promises money to a transfer.
type FundsHeld struct {
	TransferID string    `json:"transfer_id"`
	Amount     Amount    `json:"amount"`
	At         time.Time `json:"at"`
}

// FundsCaptured lets promised money go.
type FundsCaptured struct {
	TransferID    string    `json:"transfer_id"`
	ToAccountID   string    `json:"to_account_id"`
	Amount        Amount    `json:"amount"`
	Communication string    `json:"communication,omitempty"`
	At            time.Time `json:"at"`
}

// FundsReleased frees promised money.
type FundsReleased struct {
	TransferID string    `json:"transfer_id"`
	Amount     Amount    `json:"amount"`
	At         time.Time `json:"at"`
}

// TransferCredited puts the money of a transfer in.
type TransferCredited struct {
	TransferID    string    `json:"transfer_id"`
	FromAccountID string    `json:"from_account_id"`
	Amount        Amount    `json:"amount"`
	Communication string    `json:"communication,omitempty"`
	At            time.Time `json:"at"`
}

// InterestPaid adds the interest of a month.
type InterestPaid struct {
	TransactionID string    `json:"transaction_id"`
	Amount        Amount    `json:"amount"`
	Month         string    `json:"month"`
	At            time.Time `json:"at"`
}

// OverdraftChanged sets the overdraft limit.
type OverdraftChanged struct {
	Limit Amount    `json:"limit"`
	At    time.Time `json:"at"`
}

// AccountClosed ends an account.
type AccountClosed struct {
	At time.Time `json:"at"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (AccountOpened) EventName() string { return "account.opened.v2" }

// EventName is the name in the log.
func (MoneyDeposited) EventName() string { return "account.deposited.v1" }

// EventName is the name in the log.
func (MoneyWithdrawn) EventName() string { return "account.withdrawn.v1" }

// EventName is the name in the log.
func (FundsHeld) EventName() string { return "account.funds.held.v1" }

// EventName is the name in the log.
func (FundsCaptured) EventName() string { return "account.funds.captured.v1" }

// EventName is the name in the log.
func (FundsReleased) EventName() string { return "account.funds.released.v1" }

// EventName is the name in the log.
func (TransferCredited) EventName() string { return "account.credited.v1" }

// EventName is the name in the log.
func (InterestPaid) EventName() string { return "account.interest.paid.v1" }

// EventName is the name in the log.
func (OverdraftChanged) EventName() string { return "account.overdraft.changed.v1" }

// EventName is the name in the log.
func (AccountClosed) EventName() string { return "account.closed.v1" }

// AccountOpenedV1 is how accounts were opened before they had a currency: all were in
// euros.
type AccountOpenedV1 struct {
	AccountID      string    `json:"account_id"`
	OwnerID        string    `json:"owner_id"`
	OverdraftLimit Amount    `json:"overdraft_limit"`
	At             time.Time `json:"at"`
}

// EventName is the name in the log.
func (AccountOpenedV1) EventName() string { return "account.opened.v1" }

// UpcastAccountOpened returns what an old event means today.
func UpcastAccountOpened(old AccountOpenedV1) AccountOpened {
	return AccountOpened{AccountID: old.AccountID, OwnerID: old.OwnerID, Currency: EUR, OverdraftLimit: old.OverdraftLimit, At: old.At}
}

// Apply folds an event into the state. It only adds up: what may happen was decided before
// the event was recorded.
func (s AccountState) Apply(event aggregate.Event) AccountState {
	if timed, ok := event.(aggregate.Timed); ok {
		s.Accruals, s.Last = s.accrued(timed.OccurredAt()), timed.OccurredAt()
	}
	switch e := event.(type) {
	case AccountOpened:
		return AccountState{ID: e.AccountID, OwnerID: e.OwnerID, Currency: e.Currency, Overdraft: e.OverdraftLimit, Opened: e.At, Last: e.At}
	case MoneyDeposited:
		s.Balance = s.Balance.Add(e.Amount)
	case MoneyWithdrawn:
		s.Balance = s.Balance.Sub(e.Amount)
	case FundsHeld:
		s.Holds = with(s.Holds, e.TransferID, e.Amount)
	case FundsReleased:
		s.Holds = without(s.Holds, e.TransferID)
	case FundsCaptured:
		s.Holds = without(s.Holds, e.TransferID)
		s.Balance = s.Balance.Sub(e.Amount)
	case TransferCredited:
		s.Balance = s.Balance.Add(e.Amount)
	case InterestPaid:
		s.Balance = s.Balance.Add(e.Amount)
		s.InterestMonth = e.Month
		s.Accruals = slices.DeleteFunc(slices.Clone(s.Accruals), func(a Accrual) bool { return a.Month <= e.Month })
	case OverdraftChanged:
		s.Overdraft = e.Limit
	case AccountClosed:
		s.Closed = true
	}
	return s
}

// with returns the map with one more entry; the one it is given is that of an older state.
func with[V any](m map[string]V, key string, value V) map[string]V {
	m = maps.Clone(m)
	if m == nil {
		m = make(map[string]V, 1)
	}
	m[key] = value
	return m
}

func without[V any](m map[string]V, key string) map[string]V {
	m = maps.Clone(m)
	delete(m, key)
	return m
}
