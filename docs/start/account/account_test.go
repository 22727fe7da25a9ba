package main

import (
	"fmt"
	"time"
)

// noon is when most of the examples happen.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func Example_decide() {
	account := Open("7", "Ada", noon)
	fmt.Println(account.Deposit(100_00, "salary", noon))
	fmt.Println(account.Withdraw(130_00, "books", noon))
	fmt.Println(account.Withdraw(30_00, "books", noon))
	for _, event := range account.Pending() {
		fmt.Println(event.EventName())
	}
	fmt.Println(account.State().Cents, "in version", account.Version())
	// Output:
	// <nil>
	// account 7 has 10000, which is less than 13000
	// <nil>
	// account.opened.v1
	// account.deposited.v1
	// account.withdrawn.v1
	// 7000 in version 3
}
