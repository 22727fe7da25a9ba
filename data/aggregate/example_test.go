package aggregate_test

import (
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Account is an aggregate: nobody draws more than there is.
type Account struct{ aggregate.Root[AccountState] }

// AccountState is what is stored of an account.
type AccountState struct {
	ID      string `json:"id"`
	Balance int64  `json:"balance"`
}

// What happens to an account.
type (
	AccountOpened struct{ ID string }
	MoneyPaidIn   struct{ Cents int64 }
	MoneyDrawn    struct{ Cents int64 }
)

// EventName is the name outside of the program.
func (AccountOpened) EventName() string { return "account.opened.v1" }

// EventName is the name outside of the program.
func (MoneyPaidIn) EventName() string { return "account.money_paid_in.v1" }

// EventName is the name outside of the program.
func (MoneyDrawn) EventName() string { return "account.money_drawn.v1" }

// AggregateID is the identity.
func (s AccountState) AggregateID() string { return s.ID }

// Apply folds an event into the state. It decides nothing.
func (s AccountState) Apply(event aggregate.Event) AccountState {
	switch e := event.(type) {
	case AccountOpened:
		s.ID = e.ID
	case MoneyPaidIn:
		s.Balance += e.Cents
	case MoneyDrawn:
		s.Balance -= e.Cents
	}
	return s
}

// OpenAccount opens an account.
func OpenAccount(id string) *Account {
	a := new(Account)
	a.Record(AccountOpened{id})
	return a
}

// PayIn adds to the balance.
func (a *Account) PayIn(cents int64) { a.Record(MoneyPaidIn{cents}) }

// Draw takes from the balance what is there.
func (a *Account) Draw(cents int64) error {
	if cents > a.State().Balance {
		return errors.New("there is not enough")
	}
	a.Record(MoneyDrawn{cents})
	return nil
}

func Example() {
	account := OpenAccount("7")
	account.PayIn(500)
	fmt.Println(account.Draw(200), account.Draw(400))
	fmt.Println(account.State().Balance, "at version", account.Version())
	for _, event := range account.Pending() {
		fmt.Println(event.EventName(), event)
	}
	// Output:
	// <nil> there is not enough
	// 300 at version 3
	// account.opened.v1 {7}
	// account.money_paid_in.v1 {500}
	// account.money_drawn.v1 {200}
}
