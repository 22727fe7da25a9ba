package integration

import (
	"context"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/relay"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/eventing/webhook"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// OrderMoved is what others learn when an order moves on: which one, and when. It is a
// contract of its own, so that the domain can change without them.
type OrderMoved struct {
	OrderID string    `json:"order_id"`
	Time    time.Time `json:"time"`
}

// OrderPriced is what others learn when an order is confirmed.
type OrderPriced struct {
	OrderMoved
	EstimatedReadyTime time.Time    `json:"estimated_ready_time"`
	TotalAmount        domain.Money `json:"total_amount"`
	PizzaCount         int          `json:"pizza_count"`
}

// OrderItem is what others learn when a pizza is put on an order.
type OrderItem struct {
	OrderMoved
	Pizza string       `json:"pizza"`
	Size  domain.Size  `json:"size"`
	Price domain.Money `json:"price"`
}

// OrderAssigned is what others learn when somebody is to deliver an order.
type OrderAssigned struct {
	OrderMoved
	DeliveryPersonID string `json:"delivery_person_id"`
}

// Relay sends the events of orders to others as CloudEvents. Who the customer is stays
// inside.
func Relay(services *di.Services) {
	di.AddSingleton[transport.Bus](services, openBus, di.As[transport.Publisher]())
	health.Add(services, func(bus transport.Bus) health.Check {
		return health.Check{Name: "events", Checker: health.CheckerFunc(bus.Ping), Optional: true}
	})
	relay.Add(services, relay.Config{
		Subscription: eventing.Config{Name: "relay", Categories: []string{"order"}, Shards: 4},
		Source:       "/pizzeria/orders",
		Prefix:       "com.neuroglia.pizzeria.",
	},
		moved(func(e domain.OrderCreated) time.Time { return e.OrderTime }),
		relay.SendRecord(func(e domain.PizzaAdded, r eventstore.Record) (OrderItem, error) {
			return OrderItem{movedAt(r, r.At), e.Line.Name, e.Line.Size, e.Line.Price}, nil
		}),
		relay.SendRecord(func(e domain.OrderConfirmed, r eventstore.Record) (OrderPriced, error) {
			return OrderPriced{movedAt(r, e.ConfirmedTime), e.EstimatedReadyTime, e.TotalAmount, e.PizzaCount}, nil
		}),
		moved(func(e domain.CookingStarted) time.Time { return e.CookingStartedTime }),
		moved(func(e domain.OrderReady) time.Time { return e.ReadyTime }),
		relay.SendRecord(func(e domain.DriverAssigned, r eventstore.Record) (OrderAssigned, error) {
			return OrderAssigned{movedAt(r, e.AssignedTime), e.DeliveryPersonID}, nil
		}),
		moved(func(e domain.DeliveryStarted) time.Time { return e.OutForDeliveryTime }),
		moved(func(e domain.OrderDelivered) time.Time { return e.DeliveredTime }),
		moved(func(e domain.OrderCancelled) time.Time { return e.CancelledTime }),
	)
}

// moved sends an event of which others learn no more than its time.
func moved[E aggregate.Event](at func(E) time.Time) relay.Route {
	return relay.SendRecord(func(e E, r eventstore.Record) (OrderMoved, error) { return movedAt(r, at(e)), nil })
}

func movedAt(r eventstore.Record, at time.Time) OrderMoved {
	_, id, _ := strings.Cut(r.Stream, "-")
	return OrderMoved{OrderID: id, Time: at}
}

// openBus connects to the transport that the settings name. Orders are taken also while that
// is not there.
func openBus(settings Settings) (transport.Bus, error) {
	keys, err := webhook.ParseKeys(settings.EventsKeys.Reveal())
	if err != nil {
		return nil, err
	}
	drivers := transport.Drivers{
		"nats": natsbus.Driver, "amqp": rabbitbus.Driver, "https": webhook.Driver(webhook.PublisherConfig{Keys: keys}),
	}
	return transport.Patient(context.Background(), func(ctx context.Context) (transport.Bus, error) {
		return drivers.Open(ctx, settings.EventsURL)
	})
}
