// Package transport is the contract of what carries CloudEvents between services: a
// message broker, webhooks, or a channel inside one process.
//
//	bus, err := drivers.Open(ctx, "nats://localhost:4222/?stream=orders")
//	err = bus.Publish(ctx, event)
//
//	err = bus.Consume(ctx, transport.Group{Name: "kitchen", Types: []string{"com.example.order.*"}},
//		func(ctx context.Context, d transport.Delivery) error {
//			return kitchen.Take(ctx, d.Event)
//		})
//
// # At least once
//
// Publish returns nil when the transport has the events, and an event is acknowledged
// when the handler has returned nil, never before. Between the two an event survives the
// crash of either side and of the broker. It may come more than once: tell events apart
// by source and id, as package ingest does, in the transaction that has the effect.
//
// # Order
//
// The events of one key, [cloudevents.Event.Key], are handled one after the other in the
// order in which they were published, and so they are when one of them fails, when the
// process dies and when another replica goes on. Keys do not wait for each other. Events
// without a key are handled in any order.
//
// To hold that promise at most one of the consumers of a group is handed the events of a
// key. A transport that cannot split keys among them has one at work while the others
// stand by.
//
// # Failure
//
// A handler that returns an error is called again with the same event, after a pause that
// doubles and is drawn, until [Group].Attempts are used up. Then the event is put aside as
// a dead letter: it stays with the transport under the name of the group together with the
// reason, and the key goes on. [Reject] puts an event aside at once, for what no further
// try can mend. An error of errs.KindUnavailable or KindTimeout says that it is the handler
// that cannot work at present: it is tried again without using up attempts, since a database
// that is away for an hour is no reason to put the events of that hour aside. A panic is an
// error.
//
// An event that is tried again holds its place among those in flight, and so do those that
// wait behind it. Once [Group].InFlight are held, no more are taken from the broker until
// one is settled: that is the back-pressure, and the memory that a slow handler costs.
//
// # The end
//
// When the context of Consume is over nothing more is begun. Handlers that run may finish
// within [Group].Grace; what was not begun or waits for another try is given back, and the
// next consumer gets it in order.
//
// # A broker that is down
//
// Opening a transport that is not there fails. A service that can do its work without goes
// through [Patient], which opens it when it is used.
//
// # Writing an adapter
//
// An adapter turns events into messages of its broker and back. The rest, from lanes by
// key to heartbeats, is [Dispatcher]: hand it a [Message] for each delivery, in order.
// Whether the promises hold is for eventingtest.TestTransport to say, against the real
// broker.
package transport
