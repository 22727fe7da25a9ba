package main

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

func Example_stream() {
	ctx := context.Background()
	log := memory.New()
	for version, event := range []aggregate.Event{Opened{Account: "7", Owner: "Ada", At: noon}, Deposited{Cents: 100_00, Why: "salary", At: noon}} {
		stored, err := eventstore.Encode(event)
		check(err)
		_, err = log.Append(ctx, eventstore.Batch{
			Stream: "account-7", Expected: eventstore.Exact(int64(version)), Events: []eventstore.Event{stored},
		})
		check(err)
	}
	for record, err := range log.ReadStream(ctx, "account-7", eventstore.ReadOptions{}) {
		check(err)
		fmt.Println(record.Version, record.Type, string(record.Data))
	}
	// Output:
	// 1 account.opened {"account":"7","owner":"Ada","at":"2026-11-20T12:00:00.000000000Z"}
	// 2 account.deposited {"cents":10000,"why":"salary","at":"2026-11-20T12:00:00.000000000Z"}
}

// check ends an example that went wrong.
func check(err error) {
	if err != nil {
		panic(err)
	}
}
