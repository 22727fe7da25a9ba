package projection_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

func Example() {
	ctx := context.Background()
	store := memory.New()
	services := di.NewServices()
	di.AddValue[data.Store](services, store)
	di.AddSingleton[*eventstore.Registry](services, func() (*eventstore.Registry, error) {
		return eventstore.NewRegistry(eventstore.Events(Placed{}, Confirmed{}))
	})
	projection.Add(services, projection.Config{Name: "order-list", Version: 2}, NewOrderList,
		projection.On((*OrderList).Placed),
		projection.On((*OrderList).Confirmed),
		projection.Keeps[OrderRow],
	)
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)
	engine, _ := di.Resolve[*eventing.Engine](container)
	orders, _ := di.Resolve[*projection.View[OrderRow]](container)
	running, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- engine.Run(running) }()

	event, _ := eventstore.Encode(Placed{ID: "o-1", Customer: "ada", Total: 12})
	commit, _ := store.Append(ctx, eventstore.Batch{Stream: "order-o-1", Events: []eventstore.Event{event}})
	token := projection.FormatToken(commit.Position) // an edge sends it to the client as Consistency-Token

	position, _ := projection.ParseToken(token) // and gets it back with the next query
	order, err := orders.Get(projection.WithToken(ctx, position), "o-1")
	fmt.Println(order, err)
	stop()
	fmt.Println(<-ended)
	// Output:
	// {o-1 ADA placed 12} <nil>
	// <nil>
}
