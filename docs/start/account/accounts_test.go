package main

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
)

// bank returns accounts over a store in memory, of which one is open and has 100.00.
func bank(ctx context.Context) Accounts {
	registry, err := eventstore.NewRegistry(accountEvents())
	check(err)
	accounts, err := NewAccounts(memory.New(), registry)
	check(err)
	account := Open("7", "Ada", noon)
	check(account.Deposit(100_00, "salary", noon))
	check(accounts.Add(ctx, account))
	return accounts
}

func Example_repository() {
	ctx := context.Background()
	accounts := bank(ctx)
	check(Change(ctx, accounts, "7", func(a *Account) error { return a.Withdraw(30_00, "books", noon) }))

	account, err := accounts.Get(ctx, "7")
	check(err)
	fmt.Println(account.State(), "in version", account.Version())

	_, err = accounts.Get(ctx, "8")
	fmt.Println(err)
	// Output:
	// {7 Ada 7000} in version 3
	// account "8" does not exist
}

func Example_conflict() {
	ctx := context.Background()
	accounts := bank(ctx)
	mine, err := accounts.Get(ctx, "7")
	check(err)
	yours, err := accounts.Get(ctx, "7")
	check(err)

	fmt.Println(mine.Withdraw(60_00, "rent", noon), accounts.Update(ctx, mine))
	fmt.Println(yours.Withdraw(60_00, "a bicycle", noon))
	err = accounts.Update(ctx, yours)
	fmt.Println(errs.KindOf(err), errs.CodeOf(err))

	err = Change(ctx, accounts, "7", func(a *Account) error { return a.Withdraw(60_00, "a bicycle", noon) })
	fmt.Println(err)
	// Output:
	// <nil> <nil>
	// <nil>
	// conflict stale_version
	// account 7 has 4000, which is less than 6000
}
