package main

import "github.com/neuroglia-go/neuroglia/data/aggregate"

// account is the aggregate that is loaded.
type account struct{ aggregate.Root[accountState] }

type accountState struct {
	ID      string `json:"id"`
	Owner   string `json:"owner"`
	Balance int64  `json:"balance"`
}

type (
	accountOpened struct {
		ID    string `json:"id"`
		Owner string `json:"owner"`
	}
	moneyDeposited struct {
		Amount int64  `json:"amount"`
		Note   string `json:"note"`
	}
)

func (accountOpened) EventName() string  { return "account.opened.v1" }
func (moneyDeposited) EventName() string { return "account.money.deposited.v1" }

func (s accountState) AggregateID() string { return s.ID }

func (s accountState) Apply(event aggregate.Event) accountState {
	switch e := event.(type) {
	case accountOpened:
		s.ID, s.Owner = e.ID, e.Owner
	case moneyDeposited:
		s.Balance += e.Amount
	}
	return s
}

// newAccount returns one with so many events.
func newAccount(id string, events int) *account {
	a := new(account)
	a.Record(accountOpened{ID: id, Owner: "Maria Rossi"})
	for range events - 1 {
		a.Record(moneyDeposited{Amount: 1, Note: "at the counter, in coins"})
	}
	return a
}
