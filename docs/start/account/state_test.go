package main

import (
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

func Example_fold() {
	var state State
	for _, event := range []aggregate.Event{
		Opened{Account: "7", Owner: "Ada"},
		Deposited{Cents: 100_00, Why: "salary"},
		Withdrawn{Cents: 30_00, Why: "books"},
	} {
		state = state.Apply(event)
		fmt.Printf("%-22s %d\n", event.EventName(), state.Cents)
	}
	// Output:
	// account.opened.v1      0
	// account.deposited.v1   10000
	// account.withdrawn.v1   7000
}
