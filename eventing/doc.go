// Package eventing has a program react to what happened: subscriptions over the log of
// package eventstore, durable, in order, and each event once.
//
//	func (n *Notifications) OrderReady(ctx context.Context, e domain.OrderReady) error {
//		return n.notes.Add(ctx, data.NewDocument(Note{Order: e.ID, Text: "Your order is ready."}))
//	}
//	…
//	eventing.Subscribe(services, eventing.Config{Name: "notifications"}, NewNotifications,
//		eventing.On((*Notifications).OrderReady),
//		eventing.On((*Notifications).OrderDelivered),
//	)
//
// That is all: the [*Engine], which the program runs beside its server, does the rest.
//
// # Subscriptions
//
// A subscription is a consumer and the events that it listens to. The consumer is a type
// like any other, made by its constructor, and its methods are named by method
// expressions: what is not a handler does not compile. What is stored under names and
// versions of old arrives as the type of today, see [eventstore.Registry]. [RecordOf] tells what
// is known beside the event. [OnRecords] takes the records of a batch as they are.
//
// Its name is what a subscription is known by for ever. Under it the store has how far it
// has come, so it goes on where it was, in whatever process. A new one begins where its
// [Start] says.
//
// # Once
//
// What a consumer writes into the store and how far its subscription has come are stored in one
// unit of work: both or neither. So each event has its effect once, whatever fails and
// whoever is killed, and a consumer has nothing to do for it but to use repositories.
//
// A method may still be called twice for an event, when what it did the first time could not be
// stored. What it does elsewhere, such as sending a message, happens then twice. Say so by
// Detached: then its methods run outside of the unit of work, and the events are handled at least
// once. [eventstore.IDFor] makes the id by which a receiver knows a repetition.
//
// # In order
//
// The events of one key are handled one after the other, in the order in which they are in
// the log. The key is the stream, or what Config.Key says. Keys are divided into
// Shards, that are worked on at the same time, by one process each.
//
// # What fails
//
// An event that cannot be handled stops its key, and nothing else. It becomes a [Letter] in the
// store, in the unit of work that passes it, and is tried again after a pause that doubles; the
// later events of its key wait behind it, and those of other keys go on. When it was tried often
// enough, the [Policy] says what is more important: the order of the key, which waits until
// somebody repairs the consumer and calls [Engine.Replay] (ParkKey), or that it goes on
// (DeadLetter). Nothing is skipped without a word, and nothing is tried without a pause.
//
// Errors of errs.KindUnavailable, and all that is wrong with the store itself, are no fault of an
// event. There the shard as a whole waits, for as long as it takes, and no attempt is counted.
// A panic is an error like any other, and its stack is in the log.
//
// A consumer that finds a document changed by somebody else is called again at once. What
// was read stale and not written cannot be found that way: see package uow.
//
// # Many processes
//
// All processes of a program run the same engine. They divide the shards among themselves
// by leases, as many to each; a process that stops hands its own over at once, and one that dies
// is replaced when its Lease is over. A process that only stood still and goes on as if nothing
// had happened changes nothing: its commit is refused, for the lease is checked in it.
//
// # Near the head
//
// One reader in each process reads the log as it grows, and all shards are fed from what it
// has in memory, decoded once. A shard that is further behind reads pages of its own, with
// only the events it listens to; with Config.Overlap it handles a batch while the one before
// that is being stored. So the store has the same work for one subscription and for fifty, and an
// event is handled milliseconds after it was appended.
//
// Events are shared, so a consumer does not change those it is given.
//
// # Reading one's own writes
//
// A read model is behind what it is made from. Who needs to see what was just written waits
// for it by [Engine.Await], with the position of the commit that eventstore.Track tells, in this
// process or in another one.
//
// # Operation
//
// [Engine.Status] says how far each shard has come, who works on it and what is left to do;
// [Engine.Check] is for a health probe, and an [Observer] for metrics. [Engine.Pause],
// [Engine.Resume] and [Engine.Move] act on all processes, from any of them, and so do
// [Engine.Letters], [Engine.Replay] and [Engine.Drop]. In tests [Engine.CatchUp] handles what there
// is and returns.
//
// All of it is kept in documents of the store: "subscriptions", "subscription_letters",
// "subscription_members", and the leases and checkpoints of package lease.
//
// # What it is not for
//
// Reactions that have to be part of the change itself, and may refuse it: those are events of
// package mediator, handled in the unit of work. Work that takes minutes: a subscription that
// waits for it is behind. Events of other systems: those come in by package ingest and are
// appended first.
package eventing
