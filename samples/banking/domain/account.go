package domain

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Account holds the money of one person in one currency.
type Account struct {
	aggregate.Root[AccountState]
}

// AccountState is what the events of an account add up to.
type AccountState struct {
	ID        string   `json:"id"`
	OwnerID   string   `json:"owner_id"`
	Currency  Currency `json:"currency"`
	Balance   Amount   `json:"balance"`
	Overdraft Amount   `json:"overdraft_limit"`
	// Holds are amounts that are promised to transfers and not gone yet, by transfer.
	Holds  map[string]Amount `json:"holds,omitempty"`
	Opened time.Time         `json:"opened"`
	Closed bool              `json:"closed"`
	// Last is when the last thing happened to it.
	Last time.Time `json:"last"`
	// InterestMonth is the last month that interest was paid for: "2026-11".
	InterestMonth string `json:"interest_month,omitempty"`
	// Accruals are what interest will be paid on, by month, without the days since Last.
	Accruals []Accrual `json:"accruals,omitempty"`
}

// AggregateID is the identity of the account.
func (s AccountState) AggregateID() string { return s.ID }

// Held returns what is promised to transfers.
func (s AccountState) Held() (sum Amount) {
	for _, amount := range s.Holds {
		sum = sum.Add(amount)
	}
	return sum
}

// Available returns what can be taken out: the balance and the overdraft without what is
// promised.
func (s AccountState) Available() Amount { return s.Balance.Add(s.Overdraft).Sub(s.Held()) }

// OpenAccount returns a new account without money.
func OpenAccount(id, ownerID string, currency Currency, overdraft Amount, now time.Time) (*Account, error) {
	if overdraft.Sign() < 0 {
		return nil, errs.Invalid("domain_rule", "an overdraft limit is 0 or more, not %s", overdraft)
	}
	a := new(Account)
	a.Record(AccountOpened{AccountID: id, OwnerID: ownerID, Currency: currency, OverdraftLimit: overdraft, At: now})
	return a, nil
}

// Deposit puts money in.
func (a *Account) Deposit(id string, amount Amount, communication string, now time.Time) error {
	if err := a.accept(amount); err != nil {
		return err
	}
	a.Record(MoneyDeposited{TransactionID: id, Amount: amount, Communication: communication, At: a.time(now)})
	return nil
}

// Withdraw takes money out, as far as it is available.
func (a *Account) Withdraw(id string, amount Amount, communication string, now time.Time) error {
	if err := a.accept(amount); err != nil {
		return err
	}
	if err := a.cover(amount); err != nil {
		return err
	}
	a.Record(MoneyWithdrawn{TransactionID: id, Amount: amount, Communication: communication, At: a.time(now)})
	return nil
}

// Hold promises money to a transfer. To hold again what is held changes nothing.
func (a *Account) Hold(transferID string, amount Amount, now time.Time) error {
	if _, held := a.State().Holds[transferID]; held {
		return nil
	}
	if err := a.accept(amount); err != nil {
		return err
	}
	if err := a.cover(amount); err != nil {
		return err
	}
	a.Record(FundsHeld{TransferID: transferID, Amount: amount, At: a.time(now)})
	return nil
}

// Capture lets the money go that is held for the transfer.
func (a *Account) Capture(transferID, toAccountID, communication string, now time.Time) error {
	amount, held := a.State().Holds[transferID]
	if !held {
		return errs.Conflict("no_hold", "account %s holds nothing for transfer %s", a.ID(), transferID)
	}
	a.Record(FundsCaptured{TransferID: transferID, ToAccountID: toAccountID, Amount: amount, Communication: communication, At: a.time(now)})
	return nil
}

// Release frees the money that is held for the transfer. To release what is not held
// changes nothing.
func (a *Account) Release(transferID string, now time.Time) error {
	amount, held := a.State().Holds[transferID]
	if !held {
		return nil
	}
	a.Record(FundsReleased{TransferID: transferID, Amount: amount, At: a.time(now)})
	return nil
}

// Credit puts the money of a transfer in.
func (a *Account) Credit(transferID, fromAccountID string, amount Amount, communication string, now time.Time) error {
	if err := a.accept(amount); err != nil {
		return err
	}
	a.Record(TransferCredited{TransferID: transferID, FromAccountID: fromAccountID, Amount: amount, Communication: communication, At: a.time(now)})
	return nil
}

// ChangeOverdraft sets the overdraft limit, which has to cover what is owed and promised.
func (a *Account) ChangeOverdraft(limit Amount, now time.Time) error {
	s := a.State()
	switch {
	case s.Closed:
		return a.closed()
	case limit.Sign() < 0:
		return errs.Invalid("domain_rule", "an overdraft limit is 0 or more, not %s", limit)
	case s.Balance.Add(limit).Sub(s.Held()).Sign() < 0:
		return errs.Conflict("overdraft_in_use", "account %s owes or has promised more than a limit of %s allows", s.ID, limit)
	case limit == s.Overdraft:
		return nil
	}
	a.Record(OverdraftChanged{Limit: limit, At: a.time(now)})
	return nil
}

// Close ends an account that has no money, owes none and has promised none.
func (a *Account) Close(now time.Time) error {
	s := a.State()
	switch {
	case s.Closed:
		return a.closed()
	case !s.Balance.IsZero() || len(s.Holds) > 0:
		return errs.Conflict("account_not_empty", "account %s has a balance of %s and %s promised to transfers; it is closed at zero", s.ID, s.Balance, s.Held())
	}
	a.Record(AccountClosed{At: a.time(now)})
	return nil
}

// time returns the time of what happens now: never earlier than what has happened.
func (a *Account) time(now time.Time) time.Time { return later(now, a.State().Last) }

// accept refuses movements of nothing, and those of an account that is closed.
func (a *Account) accept(amount Amount) error {
	if a.State().Closed {
		return a.closed()
	}
	if amount.Sign() <= 0 {
		return errs.Invalid("domain_rule", "an amount is more than 0, not %s", amount)
	}
	return nil
}

func (a *Account) closed() error {
	return errs.Conflict("account_closed", "account %s is closed", a.ID())
}

// cover refuses to take out what is not available.
func (a *Account) cover(amount Amount) error {
	if available := a.State().Available(); amount.Cmp(available) > 0 {
		return errs.Conflict("insufficient_funds", "account %s has %s available, which is less than %s", a.ID(), available, amount)
	}
	return nil
}
