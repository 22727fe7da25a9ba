// Package eventstore is the log: events in streams, and in one order for all of them.
//
//	log, err := eventstore.Of(store) // a data.Store that keeps one
//	…
//	commit, err := log.Append(ctx, eventstore.Batch{
//		Stream:   eventstore.StreamName("account", "42"),
//		Expected: eventstore.None,
//		Events:   []eventstore.Event{{Type: "account.opened", Data: []byte(`{"owner":"Ada"}`)}},
//	})
//	…
//	for record, err := range log.ReadAll(ctx, after, eventstore.Filter{Categories: []string{"account"}}) {
//
// # A log, and what is written to it
//
// A stream is the life of one thing, "account-42": its events have the versions 1, 2, 3,
// and an append says which version it is based on. Who comes second gets a
// [*VersionError] and nothing is written. The log as a whole is one sequence of
// positions. A [Store] has both, in the same transactions as the documents of data.
//
// There are three ways to write. A repository of data keeps the state of an aggregate as
// a document and appends what it recorded in the same commit, with nothing to do for
// it: the log is the outbox. A [Repository] of this package keeps the events only and
// folds them to load an aggregate. The aggregate is the same code in both, and both take
// part in one uow.Do. [Store.Append] is for everything else.
//
// # Names
//
// An event is stored under the name that EventName returns, and never under that of a
// Go type: "order.confirmed.v2" is the type "order.confirmed" in the schema version 2.
// Writing needs no more than that. To read, a [Registry] says which Go type belongs to
// a name, and how what is old becomes what is known today:
//
//	registry, err := eventstore.NewRegistry(
//		eventstore.Events(OrderPlaced{}, OrderConfirmed{}),
//		eventstore.Upcast(func(old OrderPlacedV1) OrderPlacedV2 { … }),
//		eventstore.Upcast(func(old OrderPlacedV2) OrderPlaced { … }),
//		eventstore.Rename("order.accepted.v1", "order.confirmed.v1"),
//	)
//
// Each version knows its successor, and the chain is followed to its end. A name that
// nobody knows is an [*UnknownEventError], unless [KeepUnknown] has it handed out as an
// [Unknown].
//
// # Where events come from
//
// An edge puts into the context what it knows of a request, by [WithMetadata]: the
// correlation, the cause, the trace, the actor. Every event that is appended under the
// context carries it, and nothing in between has to pass it on.
//
// # Reading what was written
//
// A commit has a position, and who has read the log that far has seen it. [Track] gives a
// token that knows it, also for units of work, so that an edge can have a client read its
// own writes.
//
// A reader that keeps up goes round in three steps: wait for the head to be behind its
// position, read through the head, remember the head. Nothing will ever appear at or
// before a head, however many writers there are:
//
//	head, err := log.Wait(ctx, after)
//	…
//	for record, err := range log.ReadAll(ctx, after, eventstore.Filter{Through: head}) {
//		…
//	}
//	after = head
//
// # Appending twice
//
// Every event has an id. An append that is repeated with the same ids, because nobody
// heard how the first one ended, writes nothing and returns what the first one did. What
// handles an event and appends another one makes its id by [IDFor].
//
// # Event-sourced aggregates
//
//	accounts, err := eventstore.NewRepository[*bank.Account, string](store, eventstore.Config{
//		Collection: "accounts",
//		Registry:   registry,
//		Snapshots:  eventstore.Snapshots{Every: 100, Schema: 1},
//	})
//	…
//	account, err := accounts.Get(ctx, id)
//	before, err := accounts.AsOfTime(ctx, id, lastMonth)
//
// See [Snapshots] for what keeps long lives fast.
//
// # Deleting
//
// To remove an aggregate is to append data.Removed: its repository does not find it any
// more, while the log still tells its life. [Eraser] deletes for good, [Archiver] puts
// aside.
//
// # For adapters
//
// An adapter implements the five methods of [Store] beside data.Store. In Append it
// begins with [Prepare]; in Commit it gets the batches to append from [BatchesOf]; after
// both it calls [Advance]. The suite datatest.TestEventStore holds it to the contract.
//
// # What it is not for
//
// Events are facts of this program, small and kept. What is meant for others is sent by a
// subscription, and what is large belongs elsewhere and is referred to. Finding
// aggregates by what they are is the work of documents and read models.
package eventstore
