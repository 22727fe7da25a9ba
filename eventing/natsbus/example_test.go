package natsbus_test

import (
	"context"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// It needs a server: nats-server -js.
func Example() { //nolint:testableexamples // it needs a server
	ctx := context.Background()
	bus, err := natsbus.Open(ctx, "nats://localhost:4222/?stream=ORDERS&subject=orders&retain=720h")
	if err != nil {
		panic(err) // "no NATS server answers at nats://localhost:4222; start one (nats-server -js) or correct the URL"
	}
	defer func() { _ = bus.Close() }()

	order := cloudevents.Event{ID: "1", Source: "/shop", Type: "com.example.order.placed", Subject: "orders/42"}
	if err := bus.Publish(ctx, order); err != nil {
		panic(err)
	}
	kitchen := transport.Group{Name: "kitchen", Types: []string{"com.example.order.*"}}
	_ = bus.Consume(ctx, kitchen, func(context.Context, transport.Delivery) error {
		return nil // the event is acknowledged after this
	})
}
