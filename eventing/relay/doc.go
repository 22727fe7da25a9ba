// Package relay sends events of the log to others, as CloudEvents.
//
//	relay.Add(services, relay.Config{
//		Subscription: eventing.Config{Name: "relay"},
//		Source:       "https://pizzeria.example/orders",
//		Prefix:       "com.example.pizzeria.",
//	},
//		relay.Send(func(e domain.OrderConfirmed) OrderConfirmed { return OrderConfirmed{Order: e.OrderID} }),
//		relay.Send(func(e domain.OrderReady) OrderReady { return OrderReady{Order: e.OrderID} }),
//	)
//
// A relay is a subscription whose consumer publishes. What an aggregate recorded is in the
// log in the same commit as the aggregate, so what leaves is what happened, no less and no
// more: there is no moment between "saved" and "sent" in which a crash loses an event.
//
// # What leaves
//
// Only events that a route names leave. A route turns the event of the domain into a type
// that was made for others, so that the domain can change and nobody outside is told more
// than he should. Older versions of an event leave as that of today.
//
//	id               the id of the event in the log, whenever it is sent
//	source           Config.Source
//	type             Config.Prefix and the name of the event: com.example.pizzeria.order.confirmed.v1
//	subject          the stream, or what Config.Subject says
//	time             when it happened
//	partitionkey     the key of the subscription, by default the stream
//	correlationid    the correlation, the cause and the trace in the metadata of the event;
//	causationid      the tracestate is that of the same name in Metadata.Custom
//	traceparent
//	tracestate
//	data             what the route made, as JSON
//
// Who did it, Metadata.Actor, stays inside.
//
// # At least once, in order
//
// A batch is published, then the checkpoint is saved. A crash between the two sends the
// batch again, with the same ids; who receives tells by source and id, as package ingest
// does. The events of one key are published in the order of the log, and transports keep
// it.
//
// # Failure
//
// While the transport is not there the relay waits for it, and nothing is set aside. An
// event that cannot be sent for a reason of its own is tried again and then parked with
// those of its key behind it, or dead-lettered, as the subscription says; the engine lists,
// replays and drops it. One that is too large is dead-lettered at once: it would be no
// smaller the next time, and nothing is gained by holding back the others.
//
// # What it is not for
//
// To send commands, or what has to arrive once and only once at somebody who cannot tell
// events apart.
package relay
