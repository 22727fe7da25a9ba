package domain

import (
	"slices"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/errs"
)

// KitchenID is the identity of the one kitchen.
const KitchenID = "kitchen"

// KitchenState is what is stored of the kitchen.
type KitchenState struct {
	ID             string   `json:"id"`
	Cooking        []string `json:"cooking"`
	TotalProcessed int      `json:"total_processed"`
}

// AggregateID is the identity of the kitchen.
func (s KitchenState) AggregateID() string { return s.ID }

// Kitchen holds the places in the oven. Whoever wants one changes this
// aggregate, so two orders that race for the last place meet at its version and
// one of them is refused.
type Kitchen struct {
	aggregate.Root[KitchenState]
}

// KitchenOpened is the first event of the kitchen.
type KitchenOpened struct{}

// PlaceTaken gives an order a place in the oven.
type PlaceTaken struct {
	OrderID string `json:"order_id"`
}

// PlaceFreed takes an order out of the oven; Finished says that it was cooked to
// the end.
type PlaceFreed struct {
	OrderID  string `json:"order_id"`
	Finished bool   `json:"finished"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (KitchenOpened) EventName() string { return "kitchen.opened.v1" }

// EventName is the name in the log.
func (PlaceTaken) EventName() string { return "kitchen.place.taken.v1" }

// EventName is the name in the log.
func (PlaceFreed) EventName() string { return "kitchen.place.freed.v1" }

// OpenKitchen returns the kitchen with an empty oven.
func OpenKitchen() *Kitchen {
	k := new(Kitchen)
	k.Record(KitchenOpened{})
	return k
}

// Take gives the order a place among the capacity that the oven has.
func (k *Kitchen) Take(orderID string, capacity int) error {
	if n := len(k.State().Cooking); n >= capacity {
		return errs.Conflict("kitchen_full", "the kitchen cooks %d orders and has room for %d; try again when one is ready", n, capacity)
	}
	k.Record(PlaceTaken{OrderID: orderID})
	return nil
}

// Finish frees the place of an order that is cooked.
func (k *Kitchen) Finish(orderID string) { k.free(orderID, true) }

// Abandon frees the place of an order that is not cooked to the end. An order
// without a place is left alone.
func (k *Kitchen) Abandon(orderID string) { k.free(orderID, false) }

func (k *Kitchen) free(orderID string, finished bool) {
	if slices.Contains(k.State().Cooking, orderID) {
		k.Record(PlaceFreed{OrderID: orderID, Finished: finished})
	}
}

// Apply folds an event into the state.
func (s KitchenState) Apply(event aggregate.Event) KitchenState {
	switch e := event.(type) {
	case KitchenOpened:
		s.ID = KitchenID
	case PlaceTaken:
		s.Cooking = append(slices.Clip(s.Cooking), e.OrderID)
	case PlaceFreed:
		s.Cooking = slices.DeleteFunc(slices.Clone(s.Cooking), func(id string) bool { return id == e.OrderID })
		if e.Finished {
			s.TotalProcessed++
		}
	}
	return s
}
