package application

import (
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mapping"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// Module registers the use cases. They need the repositories of this package, a
// [Clock], a [NewID] and a [KitchenCapacity] from elsewhere.
func Module(services *di.Services) {
	// Two customers with one new phone number, or two replicas that open at once,
	// meet at a unique index; the next try finds what the other one stored.
	meets := behavior.WithRetry(behavior.RetryPolicy{Conflicts: []string{"phone_taken", "pizza_name_taken", "duplicate"}})
	// All cooks want the one kitchen.
	contended := behavior.WithRetry(behavior.RetryPolicy{Attempts: 10})
	again := behavior.WithRetry(behavior.RetryPolicy{})

	mapping.AddProfile(services, NewOrderProfile)
	di.AddSingleton[OrderView](services, NewOrderView)

	mediator.AddHandler[*OpenPizzeriaHandler](services, NewOpenPizzeriaHandler, meets)

	mediator.AddHandler[*GetMenuHandler](services, NewGetMenuHandler)
	mediator.AddHandler[*GetPizzaHandler](services, NewGetPizzaHandler)
	mediator.AddHandler[*AddPizzaHandler](services, NewAddPizzaHandler)
	mediator.AddHandler[*UpdatePizzaHandler](services, NewUpdatePizzaHandler, again)
	mediator.AddHandler[*RemovePizzaHandler](services, NewRemovePizzaHandler)

	mediator.AddHandler[*PlaceOrderHandler](services, NewPlaceOrderHandler, meets)
	mediator.AddHandler[*GetOrderHandler](services, NewGetOrderHandler)
	mediator.AddHandler[*ListOrdersHandler](services, NewListOrdersHandler)
	mediator.AddHandler[*CookOrderHandler](services, NewCookOrderHandler, contended)
	mediator.AddHandler[*CompleteOrderHandler](services, NewCompleteOrderHandler, contended)
	mediator.AddHandler[*AssignDeliveryHandler](services, NewAssignDeliveryHandler, again)
	mediator.AddHandler[*DeliverOrderHandler](services, NewDeliverOrderHandler, again)
	mediator.AddHandler[*CancelOrderHandler](services, NewCancelOrderHandler, contended)

	mediator.AddHandler[*KitchenStatusHandler](services, NewKitchenStatusHandler)
	mediator.AddHandler[*KitchenQueueHandler](services, NewKitchenQueueHandler)
	mediator.AddHandler[*ReadyOrdersHandler](services, NewReadyOrdersHandler)
}
