package main

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Account decides what may happen, and records what did.
type Account struct{ aggregate.Root[State] }

// Open returns a new account.
func Open(id, owner string, now time.Time) *Account {
	a := new(Account)
	a.Record(Opened{Account: id, Owner: owner, At: now})
	return a
}

// Deposit puts money in.
func (a *Account) Deposit(cents int64, why string, now time.Time) error {
	if cents <= 0 {
		return errs.Invalid("no_amount", "an amount is more than 0, not %d", cents)
	}
	a.Record(Deposited{Cents: cents, Why: why, At: now})
	return nil
}

// Withdraw takes money out, as far as there is any.
func (a *Account) Withdraw(cents int64, why string, now time.Time) error {
	if cents <= 0 {
		return errs.Invalid("no_amount", "an amount is more than 0, not %d", cents)
	}
	if have := a.State().Cents; have < cents {
		return errs.Conflict("insufficient_funds", "account %s has %d, which is less than %d", a.ID(), have, cents)
	}
	a.Record(Withdrawn{Cents: cents, Why: why, At: now})
	return nil
}
