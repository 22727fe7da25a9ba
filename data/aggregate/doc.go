// Package aggregate is what a domain imports to write aggregates: objects that
// guard their rules, and remember what happened to them.
//
// An aggregate is a state, the events that change it, and the behavior that
// decides which event happens:
//
//	type Order struct{ aggregate.Root[OrderState] }
//
//	type OrderState struct {
//		ID     string `json:"id"`
//		Status Status `json:"status"`
//	}
//
//	func (s OrderState) AggregateID() string { return s.ID }
//
//	func (s OrderState) Apply(event aggregate.Event) OrderState {
//		switch e := event.(type) {
//		case OrderPlaced:
//			s.ID, s.Status = e.ID, Pending
//		case OrderConfirmed:
//			s.Status = Confirmed
//		}
//		return s
//	}
//
//	func (o *Order) Confirm() error {
//		if o.State().Status != Pending {
//			return errs.Conflict("order_state", "the order is %s", o.State().Status)
//		}
//		o.Record(OrderConfirmed{})
//		return nil
//	}
//
// # One call
//
// [Root.Record] folds an event into the state and keeps it as pending, so neither
// half can be forgotten, and there is no other way to change the state. The state
// is a value: Apply gets the old one and returns the new one. It decides nothing,
// does not fail and reads no clock; whatever it needs is in the event. Deciding is
// the work of the methods that record.
//
// A new aggregate begins with an event, too:
//
//	func Place(id string, at time.Time) *Order {
//		o := new(Order)
//		o.Record(OrderPlaced{ID: id, At: at})
//		return o
//	}
//
// # State or events
//
// A repository may store the state as a document, or the events and fold them when
// it loads. The aggregate is the same code in both, and [Root.Version] has the same
// meaning: how many events there are in its life, those still pending included.
//
// # For repositories
//
// [Restore], [Replay], [StateOf], [StoredVersion] and [Settle] are the other side
// of a Root. They are functions and no methods, so that the methods of an Order
// are the words of its domain; a domain has no use for them.
//
// # What it is not for
//
// A plain read model that changes by assignment needs no events: store it with
// data.NewDocuments. An aggregate is not safe for concurrent use; each unit of work
// loads its own.
package aggregate
