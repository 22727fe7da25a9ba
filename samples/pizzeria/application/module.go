package application

import (
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mapping"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Module registers the use cases. They need the repositories of this package, a
// [Clock], a [NewID] and a [KitchenCapacity] from elsewhere.
func Module(services *di.Services) {
	mapping.AddProfile(services, NewOrderProfile)
	di.AddSingleton[OrderView](services, NewOrderView)

	mediator.AddHandler[*OpenPizzeriaHandler](services, NewOpenPizzeriaHandler)

	mediator.AddHandler[*GetMenuHandler](services, NewGetMenuHandler)
	mediator.AddHandler[*GetPizzaHandler](services, NewGetPizzaHandler)
	mediator.AddHandler[*AddPizzaHandler](services, NewAddPizzaHandler)
	mediator.AddHandler[*UpdatePizzaHandler](services, NewUpdatePizzaHandler)
	mediator.AddHandler[*RemovePizzaHandler](services, NewRemovePizzaHandler)

	mediator.AddHandler[*PlaceOrderHandler](services, NewPlaceOrderHandler)
	mediator.AddHandler[*GetOrderHandler](services, NewGetOrderHandler)
	mediator.AddHandler[*ListOrdersHandler](services, NewListOrdersHandler)
	mediator.AddHandler[*CookOrderHandler](services, NewCookOrderHandler)
	mediator.AddHandler[*CompleteOrderHandler](services, NewCompleteOrderHandler)
	mediator.AddHandler[*AssignDeliveryHandler](services, NewAssignDeliveryHandler)
	mediator.AddHandler[*DeliverOrderHandler](services, NewDeliverOrderHandler)
	mediator.AddHandler[*CancelOrderHandler](services, NewCancelOrderHandler)

	mediator.AddHandler[*KitchenStatusHandler](services, NewKitchenStatusHandler)
	mediator.AddHandler[*KitchenQueueHandler](services, NewKitchenQueueHandler)
	mediator.AddHandler[*ReadyOrdersHandler](services, NewReadyOrdersHandler)
}
