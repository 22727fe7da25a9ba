package live_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/eventing/live"
)

func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	log := memory.New()
	defer log.Close()

	feed, err := live.NewFeed(log, live.Config[string]{
		Filter: eventstore.Filter{Categories: []string{"order"}},
		Render: live.Each(func(_ context.Context, r eventstore.Record) (live.Message[string], error) {
			return live.Message[string]{Name: r.Type, Data: r.Stream}, nil
		}),
	})
	if err != nil {
		panic(err)
	}
	go feed.Run(ctx)

	_, err = log.Append(ctx, eventstore.Batch{Stream: "order-1", Events: []eventstore.Event{
		{Type: "order.confirmed", Data: []byte("{}")},
		{Type: "order.ready", Data: []byte("{}")},
	}})
	if err != nil {
		panic(err)
	}
	lastSeen := live.Resume("1") // what the browser sent as Last-Event-ID
	for message, err := range feed.Follow(ctx, lastSeen) {
		fmt.Println(message.ID(), message.Name, message.Data, err)
		break
	}
	// Output: 2 order.ready order-1 <nil>
}
