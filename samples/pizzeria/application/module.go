package application

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/mapping"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// Module registers the use cases and what surrounds them. They need the
// repositories of this package, [Accounts], a *session.Sessions, a [Clock], a [NewID], a
// [KitchenCapacity], a [behavior.Validator], a [behavior.Origin], an [auth.Auditor] and a
// logger from elsewhere.
func Module(services *di.Services) {
	// What every command and query passes through, outermost first.
	mediator.AddBehavior(services, behavior.NewLogging)
	mediator.AddBehavior(services, behavior.NewProvenance)
	mediator.AddBehavior(services, behavior.NewAuthorization)
	mediator.AddBehavior(services, behavior.NewValidation)
	mediator.AddBehavior(services, behavior.NewRetry)
	mediator.AddBehavior(services, behavior.NewUnitOfWork)

	mapping.AddProfile(services, NewOrderProfile)
	di.AddSingleton[OrderView](services, NewOrderView)

	mediator.AddHandler[*OpenPizzeriaHandler](services, NewOpenPizzeriaHandler, contended("duplicate", "pizza_name_taken"))

	mediator.AddHandler[*GetMenuHandler](services, NewGetMenuHandler)
	mediator.AddHandler[*GetPizzaHandler](services, NewGetPizzaHandler)
	mediator.AddHandler[*AddPizzaHandler](services, NewAddPizzaHandler)
	mediator.AddHandler[*UpdatePizzaHandler](services, NewUpdatePizzaHandler, contended())
	mediator.AddHandler[*RemovePizzaHandler](services, NewRemovePizzaHandler, contended())

	mediator.AddHandler[*PlaceOrderHandler](services, NewPlaceOrderHandler, contended("phone_taken"))
	mediator.AddHandler[*GetOrderHandler](services, NewGetOrderHandler)
	mediator.AddHandler[*ListOrdersHandler](services, NewListOrdersHandler)
	mediator.AddHandler[*CookOrderHandler](services, NewCookOrderHandler, contended())
	mediator.AddHandler[*CompleteOrderHandler](services, NewCompleteOrderHandler, contended())
	mediator.AddHandler[*AssignDeliveryHandler](services, NewAssignDeliveryHandler, contended())
	mediator.AddHandler[*DeliverOrderHandler](services, NewDeliverOrderHandler, contended())
	mediator.AddHandler[*CancelOrderHandler](services, NewCancelOrderHandler, contended())

	mediator.AddHandler[*GetKitchenStatusHandler](services, NewGetKitchenStatusHandler)
	mediator.AddHandler[*GetKitchenQueueHandler](services, NewGetKitchenQueueHandler)
	mediator.AddHandler[*GetReadyOrdersHandler](services, NewGetReadyOrdersHandler)
	mediator.AddHandler[*GetStatisticsHandler](services, NewGetStatisticsHandler)
	mediator.AddHandler[*ListNotificationsHandler](services, NewListNotificationsHandler)
	mediator.AddStreamHandler[*WatchKitchenHandler](services, NewWatchKitchenHandler)

	mediator.AddHandler[*SignInHandler](services, NewSignInHandler, contended())
	mediator.AddHandler[*IssueTokenHandler](services, NewIssueTokenHandler, contended())
	mediator.AddHandler[*SignOutHandler](services, NewSignOutHandler, contended())
	mediator.AddHandler[*GetAccountHandler](services, NewGetAccountHandler)

	readModels(services)
	ingest.Subscribe(services, NewTestRequests, ingest.On(TestRequestedType, (*TestRequests).Requested))
}

// readModels registers what keeps itself up to date by the events of orders.
func readModels(services *di.Services) {
	di.AddSingleton[*eventstore.Registry](services, newRegistry)
	projection.Add(services, projection.Config{Name: "statistics", Categories: []string{"order"}}, NewStatistics,
		projection.On((*Statistics).Created),
		projection.On((*Statistics).Confirmed),
		projection.On((*Statistics).Cooking),
		projection.On((*Statistics).Ready),
		projection.On((*Statistics).Delivering),
		projection.On((*Statistics).Delivered),
		projection.On((*Statistics).Cancelled),
		projection.Keeps[DayFigures],
		projection.Keeps[OrderFigures],
	)
	projection.Add(services, projection.Config{Name: "notifications", Categories: []string{"order"}}, NewNotifications,
		projection.On((*Notifications).Created),
		projection.On((*Notifications).Cooking),
		projection.On((*Notifications).Ready),
		projection.On((*Notifications).Delivered),
		projection.On((*Notifications).Cancelled),
		projection.Keeps[Notice],
		projection.Keeps[Recipient],
	)
}

// newRegistry returns the events that something here listens to.
func newRegistry() (*eventstore.Registry, error) {
	return eventstore.NewRegistry(eventstore.Events(
		domain.OrderCreated{}, domain.PizzaAdded{}, domain.OrderConfirmed{}, domain.CookingStarted{}, domain.OrderReady{},
		domain.DriverAssigned{}, domain.DeliveryStarted{}, domain.OrderDelivered{}, domain.OrderCancelled{},
	))
}

// contended is for commands that meet others at the same order, pizza, customer
// or kitchen: who comes second is tried again and finds what the first one has
// stored. The codes are conflicts, beside a stale version, that pass this way.
func contended(codes ...string) mediator.HandlerOption {
	return behavior.WithRetry(behavior.RetryPolicy{Attempts: 10, Max: 100 * time.Millisecond, Conflicts: codes})
}
