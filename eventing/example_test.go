package eventing_test

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// OrderReady says that an order can be fetched.
type OrderReady struct {
	Customer string `json:"customer"`
}

// EventName is the name outside of the program.
func (OrderReady) EventName() string { return "order.ready.v1" }

// Note is what a customer is told.
type Note struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Notifications tells customers about their orders.
type Notifications struct {
	notes data.Repository[*data.Document[Note], string]
}

func NewNotifications(store data.Store) (*Notifications, error) {
	notes, err := data.NewDocuments(store, data.Config{Collection: "notes"}, func(n *Note) string { return n.ID })
	return &Notifications{notes}, err
}

// OrderReady writes a note. It is stored together with how far the subscription has come.
func (n *Notifications) OrderReady(ctx context.Context, e OrderReady) error {
	if e.Customer == "" {
		return errs.Invalid("customer_missing", "an order of nobody is ready")
	}
	record, _ := eventing.RecordOf(ctx)
	return n.notes.Add(ctx, data.NewDocument(Note{ID: record.ID, Text: e.Customer + ", your order is ready."}))
}

func Example() {
	ctx := context.Background()
	store := memory.New()
	registry, err := eventstore.NewRegistry(eventstore.Events(OrderReady{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	services := di.NewServices()
	di.AddValue[data.Store](services, store)
	di.AddValue(services, registry)
	di.AddValue(services, slog.New(slog.DiscardHandler))
	eventing.Subscribe(services, eventing.Config{Name: "notifications", Retry: eventing.Retry{Attempts: 1}}, NewNotifications,
		eventing.On((*Notifications).OrderReady),
	)
	container, err := services.Build(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer container.Close(ctx)
	engine, _ := di.Resolve[*eventing.Engine](container)

	for stream, customer := range map[string]string{"order-1": "Ada", "order-2": ""} {
		event, _ := eventstore.Encode(OrderReady{Customer: customer})
		_, _ = store.Append(ctx, eventstore.Batch{Stream: stream, Events: []eventstore.Event{event}})
	}
	fmt.Println("failed:", engine.CatchUp(ctx) != nil) // a program has Run beside its server instead

	notifications, _ := di.Resolve[*Notifications](container)
	notes, _ := notifications.notes.Find(ctx, query.All())
	fmt.Println(notes.Items[0].Value.Text)
	status, _ := engine.Status(ctx)
	fmt.Println("parked:", status[0].Letters[eventing.Parked], "lag:", status[0].Lag())
	dropped, _ := engine.Drop(ctx, eventing.LetterQuery{Subscription: "notifications", State: eventing.Parked})
	fmt.Println("dropped:", dropped)
	// Output:
	// failed: true
	// Ada, your order is ready.
	// parked: 1 lag: 0
	// dropped: 1
}
