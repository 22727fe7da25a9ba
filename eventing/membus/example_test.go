package membus_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/membus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func Example() {
	ctx, stop := context.WithCancel(context.Background())
	bus := membus.New(membus.Config{})
	kitchen := transport.Group{Name: "kitchen", Types: []string{"com.example.order.*"}}

	// What is published from now on waits for the kitchen.
	fmt.Println(transport.Declare(ctx, bus, kitchen))
	fmt.Println(bus.Publish(ctx,
		cloudevents.Event{ID: "1", Source: "/shop", Type: "com.example.order.placed", Subject: "orders/42"},
		cloudevents.Event{ID: "2", Source: "/shop", Type: "com.example.order.burnt", Subject: "orders/42"},
		cloudevents.Event{ID: "3", Source: "/shop", Type: "com.example.order.paid", Subject: "orders/42"},
	))

	fmt.Println(bus.Consume(ctx, kitchen, func(_ context.Context, d transport.Delivery) error {
		switch d.Event.Type {
		case "com.example.order.burnt":
			return transport.Reject(fmt.Errorf("nobody eats %s", d.Event.Subject))
		case "com.example.order.paid":
			stop()
		}
		fmt.Println(d.Event.Type, d.Event.Subject)
		return nil
	}))

	letters, _ := bus.DeadLetters(context.Background(), "kitchen", 10)
	fmt.Println(letters[0].Event.ID, letters[0].Reason)
	// Output:
	// <nil>
	// <nil>
	// com.example.order.placed orders/42
	// com.example.order.paid orders/42
	// <nil>
	// 2 rejected: nobody eats orders/42
}
