package transport_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// line is an event as a reader of lines hands it over: a broker that neither counts nor
// keeps anything.
type line struct{ event cloudevents.Event }

func (l line) Event() cloudevents.Event       { return l.event }
func (l line) Deliveries() int                { return 1 }
func (l line) Ack(context.Context) error      { return nil }
func (l line) GiveBack(context.Context) error { return nil }
func (l line) PutAside(_ context.Context, reason error) error {
	fmt.Println(l.event.ID, "is put aside:", reason)
	return nil
}

// An adapter hands messages to Dispatch, in order, and Dispatch does the rest.
func ExampleDispatch() {
	ctx, stop := context.WithCancel(context.Background())
	group, _ := transport.Group{Name: "kitchen", Attempts: 2}.Complete()
	handle := func(_ context.Context, d transport.Delivery) error {
		fmt.Printf("%s, attempt %d\n", d.Event.ID, d.Attempt)
		switch d.Event.ID {
		case "salad":
			return errors.New("too green")
		case "tiramisu":
			stop()
		}
		return nil
	}
	err := transport.Dispatch(ctx, group, handle, func(ctx context.Context, deliver func(transport.Message) error) error {
		for _, dish := range []string{"salad", "pizza", "tiramisu"} {
			if deliver(line{cloudevents.Event{ID: dish, Subject: "table 7"}}) != nil {
				break
			}
		}
		<-ctx.Done()
		return nil //nolint:nilerr // ctx is over
	})
	fmt.Println(err)
	// Output:
	// salad, attempt 1
	// salad, attempt 2
	// salad is put aside: tried 2 times: too green
	// pizza, attempt 1
	// tiramisu, attempt 1
	// <nil>
}
