package main

import (
	"context"
	"fmt"
	"time"
)

func Example_past() {
	ctx := context.Background()
	accounts := bank(ctx)
	evening := noon.Add(8 * time.Hour)
	check(Change(ctx, accounts, "7", func(a *Account) error { return a.Withdraw(30_00, "books", evening) }))

	for _, moment := range []time.Time{noon, evening.Add(-time.Second), evening} {
		account, err := accounts.AsOfTime(ctx, "7", moment)
		check(err)
		fmt.Println(moment.Format(time.TimeOnly), account.State().Cents)
	}
	_, err := accounts.AsOfTime(ctx, "7", noon.Add(-time.Hour))
	fmt.Println(err)
	// Output:
	// 12:00:00 10000
	// 19:59:59 10000
	// 20:00:00 7000
	// account "7" did not exist at 2026-11-20T11:00:00Z
}
