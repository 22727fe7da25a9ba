package api

import (
	"context"
	"iter"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
)

// KitchenController shows what the kitchen and the drivers have to do.
type KitchenController struct{ mediator *mediator.Mediator }

// NewKitchenController returns the controller.
func NewKitchenController(m *mediator.Mediator) *KitchenController {
	return &KitchenController{mediator: m}
}

// Routes declares what the controller answers.
func (*KitchenController) Routes(r *mvc.Routes[*KitchenController]) {
	r.Tag("Kitchen")
	mvc.Get(r, "/kitchen/status", (*KitchenController).Status, mvc.Summary("How busy the oven is"))
	mvc.Get(r, "/kitchen/queue", (*KitchenController).Queue, mvc.Summary("Confirmed and cooking orders, the longest waiting first"))
	mvc.SSE(r, "/kitchen/stream", (*KitchenController).Stream, mvc.Summary("The queue, now and whenever it changes"),
		mvc.Description("Each event has the name queue and the whole queue as its data; its id is a position, with which a browser goes on after a lost connection."),
		mvc.Detached())
	mvc.Get(r, "/delivery/ready", (*KitchenController).Ready, mvc.Summary("Orders that wait for delivery, the longest waiting first"))
}

// Status says how busy the oven is.
func (c *KitchenController) Status(ctx context.Context, in application.GetKitchenStatus) (application.KitchenStatusDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Queue lists what the kitchen has to do.
func (c *KitchenController) Queue(ctx context.Context, in application.GetKitchenQueue) ([]application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}

// Stream sends the queue whenever it changes.
func (c *KitchenController) Stream(ctx context.Context, in application.WatchKitchen) (iter.Seq2[mvc.Event[[]application.OrderDTO], error], error) {
	return func(yield func(mvc.Event[[]application.OrderDTO], error) bool) {
		for update, err := range mediator.Stream(ctx, c.mediator, in) {
			if !yield(mvc.Event[[]application.OrderDTO]{ID: update.ID(), Name: update.Name, Data: update.Data}, err) {
				return
			}
		}
	}, nil
}

// Ready lists what the drivers have to do.
func (c *KitchenController) Ready(ctx context.Context, in application.GetReadyOrders) ([]application.OrderDTO, error) {
	return mediator.Send(ctx, c.mediator, in)
}
