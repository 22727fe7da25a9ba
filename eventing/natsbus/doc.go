// Package natsbus carries CloudEvents over NATS JetStream.
//
//	bus, err := natsbus.Open(ctx, "nats://localhost:4222/?stream=EVENTS&subject=events")
//	err = bus.Publish(ctx, event)
//	err = bus.Consume(ctx, transport.Group{Name: "kitchen"}, handle)
//
// It works with servers from 2.9 on, in binary mode: each attribute is a header with the
// prefix "ce-", and the data are the message. Events in structured mode are understood.
//
// # The URL
//
// The scheme is nats or tls; several servers of one cluster stand with commas between
// them. The parameters, all of which may be left out:
//
//	stream    the stream that keeps the events; EVENTS
//	subject   what the subjects of events begin with; events
//	retain    how long events are kept: 168h, which is a week
//	replicas  on how many servers of a cluster; 1
//	lease     after how long without a sign of life another consumer takes over; 5s
//	start     where groups begin that nobody knows: new (the default) or first
//	creds     the file with the credentials of a user
//
// Open makes the stream if there is none. Of one that is there it changes nothing but what
// the URL says: the subject is added if it is missing, retain and replicas are set if they
// are given.
//
// An event of the type com.example.placed has the subject events.com.example.placed, so
// that other programs can subscribe to some types. Signs that subjects cannot have are
// written as %XX.
//
// # Why groups are not durable consumers
//
// A durable consumer of JetStream gives the events that a dead process held to the next one
// when their time for acknowledgement is over, and newer events of the same keys at once.
// The order is lost exactly when something fails. Here a group is an entry of the key-value
// bucket of the stream, EVENTS_groups: who is at work, up to which event all is done, and
// which ones after it are. The one at work reads the stream from there. It writes the entry
// a few times a second, each time on condition that nobody else did, which makes the entry
// its lease: when nothing has been written for the time of the lease, another takes over,
// and what the first writes after that is refused. So it is with a process that was paused.
//
// One consumer of a group is at work, with as many keys at a time as Group.Concurrency says;
// the others stand by. The price is that events are handled twice which were done after the
// entry was last written, when a process dies. How far a group is tells
//
//	nats kv get EVENTS_groups events.kitchen
//
// in sequences of the stream. A group that comes back after the stream has dropped events
// it had not seen logs which, as an error.
//
// # Sizes
//
// An event is at most as large as max_payload of the server, 1 MiB unless it was raised,
// less 4 KiB for the headers of a dead letter. A larger one is an errs.KindTooLarge.
//
// # Duplicates
//
// An event has its source and id as its message id, so that one that is published again
// within two minutes is kept once. Publish uses that: it tries again by itself when a
// connection is cut, for ten seconds.
//
// # Dead letters
//
// What is put aside goes to the stream EVENTS_dead under the subject of the group,
// events_dead.kitchen, where it stays until somebody deletes it: the event with the headers
// Neuroglia-Reason and Neuroglia-Sequence, its place in the stream. So do messages that are
// no CloudEvents.
package natsbus
