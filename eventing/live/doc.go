// Package live shows what happens in a log to those who watch: browsers on a
// server-sent stream, for the most part.
//
//	board, err := live.NewFeed(log, live.Config[Board]{
//		Filter: eventstore.Filter{Categories: []string{"order"}},
//		Render: func(ctx context.Context, records []eventstore.Record) ([]live.Message[Board], error) { … },
//	})
//	…
//	go board.Run(ctx)
//	…
//	for message, err := range board.Follow(ctx, after) {
//		… // send message.Data with message.Position as its id
//	}
//
// # One reader for all
//
// A [Feed] reads the log once, however many watch it, and keeps the last records in
// memory. A page of records is rendered when the first watcher gets to it, and the
// result is shared by all of them. Who watches and has nothing to see costs a
// waiting goroutine.
//
// # No gaps
//
// The position of the last message a watcher has seen is all that it needs to go on:
// here, after a lost connection, or at another replica. What the feed does not have in memory
// any more is read from the log again. A browser keeps the position as the id of the
// event and sends it back as Last-Event-ID; [Resume] reads it.
//
// A slow watcher keeps nobody waiting and fills no queue. It has a position of its
// own and catches up from the log.
//
// # A state, then its changes
//
// Most pages want to show what is there now and then what changes. Take the head of
// the log first and the state after that, send it as the first message, and follow from the
// head; [Feed.Watch] does. A change that the state had already is seen twice, which is
// nothing to a page that replaces what it shows; none is ever missed.
//
// # What it is not for
//
// Effects. A watcher that goes away has seen what it has seen, and nothing remembers
// how far it came. What has to happen once for each event is a subscription, see
// package eventing.
package live
