// Package data keeps aggregates and documents in a store.
//
//	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open}
//	store, err := drivers.Open(ctx, "sqlite:orders.db")
//	…
//	orders, err := data.NewRepository[*domain.Order, string](store, data.Config{
//		Collection: "orders",
//		Unique:     []data.Index{{Fields: []string{"number"}}},
//		Indexes:    []data.Index{{Fields: []string{"status", "order_time"}}},
//	})
//	…
//	order, err := orders.Get(ctx, id)
//	page, err := orders.Find(ctx, query.Where(status.Eq(domain.Ready)).OrderBy(orderTime.Desc()).Page(1, 20))
//
// # Repositories
//
// A [Repository] has five methods that mean the same over every store. [NewRepository]
// makes one for aggregates, [NewDocuments] one for plain values such as read models.
// A service that wants its own words for them embeds one:
//
//	type Orders struct{ data.Repository[*domain.Order, string] }
//
//	func (o Orders) Ready(ctx context.Context) (query.Page[*domain.Order], error) {
//		return o.Find(ctx, query.Where(status.Eq(domain.Ready)))
//	}
//
// # Versions
//
// Every document has a version, and a write names the one it is based on. Who comes
// second is told so by a [*StaleError] and nothing is overwritten. The version of an
// aggregate is the number of events in its life; that of a [Document] the number of
// times it was stored.
//
// # Units of work
//
// Inside of uow.Do a repository hands out one object per id, keeps writes back until
// the unit commits, and answers Get and Find as if they were stored: the store is
// asked for all documents but those the unit has, these are matched in memory by the
// same semantics, and both are merged into the page. Outside of a unit each call
// stands for itself, and the events of an aggregate are handed to nobody.
//
// An aggregate that was loaded and changed in a unit has to be given to Update. To
// forget it is a [*ForgottenError] at the end of the unit, never a lost change; to
// store it without being told would make the same code lose it outside of a unit.
//
// # Events
//
// What an aggregate recorded goes to the store with its state. A store that keeps a log,
// an eventstore.Store, appends it to the stream of the aggregate in the same commit:
// "order-42", with [Removed] as the last event of one that is removed. Package
// eventstore reads it, and has the repository that keeps the same aggregates as nothing but
// their events.
//
// # Figures and parts
//
// [Count], [Exists] and [Aggregate] answer questions about documents without loading them
// all, [Project] reads only the members that a Go type has fields for. In a unit of work they
// see what it wrote. Lists that go on and on are read by cursor; see the After of a query.
//
// # What is stored
//
// The state of an aggregate, or the value of a document, becomes a JSON object by its
// json tags. Times are written in UTC in a fixed width so that they sort as text, and
// lose their zone and monotonic clock; durations are whole nanoseconds. Maps are
// written in the order of their keys. A nil slice comes back empty. Fields that are
// not exported would be lost, so a repository of a type that has them is refused,
// unless the type does its own encoding. A stored member that the type does not have
// is refused on loading; see [UnknownFields].
//
// # Transactions that stay open
//
// A store that is a [Transactor] can hold one open for a unit of work that asks for an
// uow.Isolation or for hand-written SQL; repositories read in it then.
//
// # Stores
//
// [Store] is all that an adapter implements: six methods over documents that are a
// version and a body. Its suites are in data/datatest. [Drivers] opens stores by URL,
// so that it is a setting which one a service runs on.
//
// # What it is not for
//
// There are no joins, no updates of many documents at once and no partial updates.
// Documents are loaded and stored whole; one of several megabytes that changes often
// is better cut up.
package data
