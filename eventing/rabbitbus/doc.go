// Package rabbitbus carries CloudEvents over RabbitMQ 3.10 or later, by AMQP 0-9-1.
//
//	bus, err := rabbitbus.Open(ctx, "amqp://user:password@mq.example.com:5672/shop?exchange=events")
//	err = bus.Publish(ctx, event)
//	err = bus.Consume(ctx, transport.Group{Name: "kitchen", Types: []string{"com.example.order.*"}}, handle)
//
// # The URL
//
// The path is the virtual host; amqps:// is the same over TLS. These are the options of this
// package:
//
//   - exchange=events: where events are published. All who share it are one transport
//   - mandatory=true: an event that no group wants is an error and not dropped
//   - consumers=shared: all replicas of a group are at work, and the order of keys is lost
//   - prefetch=1000: how many events the server hands to a consumer, which keeps those beyond
//     Group.InFlight in memory
//   - delivery_limit=1000: how many consumers an event may outlive
//   - max_bytes=1048576: how large an event may be, attributes included
//   - confirm_timeout=30s: how long Publish waits for the server
//   - name=till: of the connections, as the server lists them
//
// and those of the client: heartbeat, connection_timeout, channel_max, auth_mechanism,
// cacertfile, certfile, keyfile and server_name_indication.
//
// # What is on the server
//
// A durable topic exchange, to which an event is published by its type, in the binary mode
// of the AMQP binding of CloudEvents: attributes as headers that start with "cloudEvents_",
// data as the body. Structured mode and the older prefix "cloudEvents:" are read too, from
// whomever they come.
//
// For each group two quorum queues: "events.kitchen" is bound to the types of the group, and
// "events.kitchen.dead" keeps what was put aside. They are declared by the first call of
// Consume or [Bus.Declare], and events that were published before are not in them. Types
// that a group wants no more stay bound and are acknowledged unseen; unbind them by hand
// where there are many.
//
// # Order among replicas
//
// RabbitMQ cannot split the keys of one queue among consumers. By default a queue has a
// single active consumer: one replica of a group handles its events, many keys at a time,
// and the others stand by. When it leaves, or the server misses it, another one takes over
// with everything that was not acknowledged, in order. A process that hangs, or a cable that
// is pulled, is missed after two heartbeats, 20 seconds by default.
//
// With consumers=shared events go to whoever is free. That is for groups whose events have
// nothing to do with each other. The choice belongs to the queue: to change it, drain the
// queue and delete it.
//
// The prefetch has to be the same in all replicas, which is why it is not that of a group: a
// queue puts what comes back behind what came back before. A consumer that takes fewer
// events than the one before it, and dies too, would turn the rest around.
//
// # Confirmations
//
// Publish waits until the server has confirmed all events of the call, which are on their
// way together. It keeps the order of the call because all are sent over one channel, of
// which the server takes nothing after what it has lost. A server that is low on memory or
// disk is an errs.KindUnavailable at once.
//
// # What is put aside
//
// The consumer moves the event, with the reason, and acknowledges it after the server has
// confirmed that. The server itself moves an event after delivery_limit deliveries to
// consumers that died or gave it back; since each of their deaths counts for everything they
// had been handed, keep it high. [Bus.DeadLetters] lists both kinds.
//
// # The end of a connection
//
// Connections are made anew for ever, with a pause that doubles and is drawn, up to five
// seconds. Only a queue that exists with other settings, or a permission that is missing,
// ends Consume with an error.
//
// # What it is bad for
//
// Work of which one replica cannot do enough: a topic per part, each with a group of its
// own, or NATS. A server that is killed in the second after a group was declared for the
// first time may forget where the new queue is, which then has no leader until it is deleted
// and declared again (seen with 3.10).
package rabbitbus
