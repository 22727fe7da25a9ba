package application

import (
	"context"
	"iter"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing/live"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// WatchKitchen follows what [GetKitchenQueue] answers: as it is now, and again
// whenever an order joins the queue, moves in it or leaves it.
type WatchKitchen struct {
	mediator.StreamQuery[KitchenUpdate]
	// LastEventID is that of the last update the caller has seen; with it there is an
	// update only once something has changed since.
	LastEventID string `header:"Last-Event-ID" validate:"max=20" doc:"Sent by browsers that lost the connection, to miss nothing."`
}

// Policy asks for staff.
func (WatchKitchen) Policy() auth.Policy { return staff }

// KitchenUpdate is the queue at a position of the log.
type KitchenUpdate = live.Message[[]OrderDTO]

// KitchenFeed reads the log once for all who watch the kitchen.
type KitchenFeed = live.Feed[[]OrderDTO]

// queueEvents are those that change the queue.
var queueEvents = eventstore.Filter{
	Categories: []string{"order"},
	Types:      []string{"order.confirmed", "order.cooking.started", "order.ready", "order.cancelled"},
}

// NewKitchenFeed returns the feed; whatever happened, the update is the whole queue.
func NewKitchenFeed(log eventstore.Store, queue *GetKitchenQueueHandler) (*KitchenFeed, error) {
	return live.NewFeed(log, live.Config[[]OrderDTO]{
		Filter: queueEvents,
		Render: func(ctx context.Context, _ []eventstore.Record) ([]KitchenUpdate, error) {
			orders, err := queue.Handle(ctx, GetKitchenQueue{})
			return []KitchenUpdate{{Name: "queue", Data: orders}}, err
		},
	})
}

// WatchKitchenHandler answers [WatchKitchen].
type WatchKitchenHandler struct {
	feed  *KitchenFeed
	queue *GetKitchenQueueHandler
}

// NewWatchKitchenHandler returns the handler.
func NewWatchKitchenHandler(feed *KitchenFeed, queue *GetKitchenQueueHandler) *WatchKitchenHandler {
	return &WatchKitchenHandler{feed: feed, queue: queue}
}

// Handle follows the queue until ctx is over.
func (h *WatchKitchenHandler) Handle(ctx context.Context, q WatchKitchen) iter.Seq2[KitchenUpdate, error] {
	return h.feed.Watch(ctx, live.Resume(q.LastEventID), "queue", func(ctx context.Context) ([]OrderDTO, error) {
		return h.queue.Handle(ctx, GetKitchenQueue{})
	})
}
