package rabbitbus_test

import (
	"context"
	"log"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func Example() { //nolint:testableexamples // it needs a server
	ctx := context.Background()
	bus, err := rabbitbus.Open(ctx, "amqp://guest:guest@localhost:5672/?exchange=shop")
	if err != nil {
		log.Print(err) // says what to do about it
		return
	}
	group := transport.Group{Name: "kitchen", Types: []string{"com.example.order.*"}}
	if err := bus.Declare(ctx, group); err != nil { // so that nothing is missed from here on
		log.Print(err)
		return
	}
	order := cloudevents.Event{ID: "1", Source: "/shop", Type: "com.example.order.placed.v1", Subject: "order-1"}
	if err := bus.Publish(ctx, order); err != nil {
		log.Print(err)
		return
	}
	handled, stop := context.WithCancel(ctx)
	err = bus.Consume(handled, group, func(_ context.Context, d transport.Delivery) error {
		log.Printf("cook %s", d.Event.Subject)
		stop()
		return nil
	})
	log.Print(err, bus.Close())
}
