package webhook_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"sync"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
)

func Example() {
	keys, err := webhook.ParseKeys("2026-11:whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	fmt.Println(keys, err)

	// The side that receives mounts an endpoint and handles what comes.
	receiver, err := webhook.NewReceiver(webhook.ReceiverConfig{Keys: keys})
	fmt.Println(err)
	server := httptest.NewServer(receiver)
	defer server.Close()
	ctx, stop := context.WithCancel(context.Background())
	var consuming sync.WaitGroup
	consuming.Go(func() {
		err := receiver.Consume(ctx, transport.Group{Name: "kitchen"}, func(_ context.Context, d transport.Delivery) error {
			if d.Event.Subject == "" {
				return transport.Reject(errs.Invalid("no_order", "the event names no order"))
			}
			fmt.Println("cook", d.Event.Subject)
			return nil
		})
		fmt.Println("over:", err)
	})

	// The side that sends knows when the event has been handled, or why it was not.
	publisher, err := webhook.NewPublisher(webhook.PublisherConfig{URL: server.URL, AllowHTTP: true, Keys: keys})
	fmt.Println(err)
	order := cloudevents.Event{ID: "1", Source: "/shop", Type: "com.example.order.placed.v1", Subject: "order-1"}
	fmt.Println("sent:", publisher.Publish(ctx, order))
	order.ID, order.Subject = "2", ""
	fmt.Println("sent:", errs.KindOf(publisher.Publish(ctx, order)))

	stop()
	consuming.Wait()
	// Output:
	// [2026-11:[redacted]] <nil>
	// <nil>
	// <nil>
	// cook order-1
	// sent: <nil>
	// sent: invalid
	// over: <nil>
}
