// Package memory keeps documents and a log of events in the memory of the process.
//
//	store := memory.New()
//	orders, err := data.NewRepository[*domain.Order, string](store, data.Config{Collection: "orders"})
//
// It is the reference for every other adapter: what it answers is what the contract
// of data.Store and eventstore.Store means, and the suites of data/datatest hold both to
// it. The events of the aggregates that a repository stores are in the log with the same
// commit:
//
//	for record, err := range store.ReadStream(ctx, "order-42", eventstore.ReadOptions{}) {
//
// A unit of work with an uow.Isolation above ReadCommitted keeps others from writing until it ends.
//
// Its log can erase and archive. It suits tests, and programs that may forget everything
// when they stop.
//
// By URL it is "memory:", given [Open] in data.Drivers. Each Open is a store of its
// own.
//
// # What it is not for
//
// Queries look at every document of a collection; indexes other than unique ones
// change nothing. Tens of thousands of documents are fine, millions are not. The log only
// grows.
package memory
