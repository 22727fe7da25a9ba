// Package projection has read models: rows that follow the events of the log, made for the
// questions that are asked.
//
//	projection.Add(services, projection.Config{Name: "order-list", Version: 2}, NewOrderList,
//		projection.On((*OrderList).Placed),
//		projection.On((*OrderList).Confirmed),
//		projection.Keeps[OrderRow],
//	)
//
//	type OrderRow struct {
//		ID     string `json:"id"`
//		Status string `json:"status"`
//	}
//
//	func (r OrderRow) RowID() string { return r.ID }
//
//	func NewOrderList(rows *projection.Rows[OrderRow]) *OrderList { return &OrderList{rows} }
//
//	func (l *OrderList) Confirmed(ctx context.Context, e OrderConfirmed) error {
//		return l.rows.Change(ctx, e.ID, func(r *OrderRow) { r.Status = "confirmed" })
//	}
//
// Whoever answers queries takes a *View[OrderRow], which has Get and Find.
//
// # After the commit, or within
//
// A projection is a subscription: its rows are committed with its checkpoint, so each event
// counts once, and they follow the log by milliseconds. With Config.Inline the same consumer
// is called by the mediator in the unit of work of the command instead. Its rows are never
// behind, every command pays for them and fails with them, and they begin with the events
// that happen from then on: choose it for what a command has to look at, not for lists.
//
// # Reading one's own writes
//
// The position of a commit is a consistency token. An edge hands it to the client in the
// [Header] and takes it back with the next query; see [WithToken]. Every read of a [View] under
// such a context waits until the projection has come that far, for a bounded time.
//
// # Versions
//
// The rows of each version are a collection of their own, "order_list_v2", and so is its
// subscription, "order-list-v2". A new version is built while the old one serves:
//
//   - In two programs: a replica with the new version is not ready until that is built, see
//     [Projections.Ready]; until the last old one is gone, both keep theirs up to date.
//   - In one program: both versions are added to it. [Projections.Compare] tells in which rows
//     they differ, [Projections.Switch] has all replicas read the new one.
//
// Then the old one is taken out of the program, and [Projections.Drop] deletes what is left.
//
// # Building anew
//
// A version that was never run builds itself. [Projections.Rebuild] deletes the rows of one
// and builds it from the beginning, telling how far it has come. A unit of work writes as many
// rows as Config.Batch says, while the consumer is at the next batch already and the page behind
// that is read. So what limits it is the processor, of the server above all: rows that are
// written by [Rows.Insert] cost no read, and a Batch of 5000 or 10000 costs fewer commits.
//
// # What it is not for
//
// Effects elsewhere, such as mails, are not to be repeated by a rebuild: they belong into a
// subscription of their own.
package projection
