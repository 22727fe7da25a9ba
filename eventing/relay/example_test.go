package relay_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/relay"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// OrderConfirmed is the event as others see it.
type OrderConfirmed struct {
	Order string `json:"order"`
}

func Example() {
	ctx := context.Background()
	store, sent := memory.New(), &wire{}
	registry, err := eventstore.NewRegistry(eventstore.Events(Confirmed{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	services := di.NewServices()
	di.AddValue[data.Store](services, store)
	di.AddValue(services, registry)
	di.AddValue[transport.Publisher](services, sent)
	relay.Add(services, relay.Config{
		Subscription: eventing.Config{Name: "relay"},
		Source:       "https://pizzeria.example/orders",
		Prefix:       "com.example.pizzeria.",
	}, relay.Send(func(e Confirmed) OrderConfirmed { return OrderConfirmed{Order: e.Order} }))
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	event, _ := eventstore.Encode(Confirmed{Order: "42", Secret: "hush"})
	if _, err := store.Append(ctx, eventstore.Batch{Stream: "order-42", Events: []eventstore.Event{event}}); err != nil {
		fmt.Println(err)
	}
	engine, _ := di.Resolve[*eventing.Engine](container)
	fmt.Println(engine.CatchUp(ctx)) // a program runs the engine instead
	for _, e := range sent.events() {
		fmt.Println(e.Type, e.Subject, string(e.Data))
	}
	// Output:
	// <nil>
	// com.example.pizzeria.order.confirmed.v2 order-42 {"order":"42"}
}
