package eventing

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Route leads events to a method of the consumer H. It is made by [On] or [OnRecords] and
// prints itself as it is written.
type Route[H any] interface {
	fmt.Stringer
	entry() route[H]
}

// route is what a Route comes to: one event to one method, or all records to one.
type route[H any] struct {
	event   aggregate.Event // the zero value of its type; nil for an interface and for OnRecords
	kind    reflect.Type    // nil for OnRecords
	handle  func(ctx context.Context, h H, event aggregate.Event) error
	records func(ctx context.Context, h H, records []eventstore.Record) error
	types   []string          // of OnRecords
	events  []aggregate.Event // of OnRecordsOf
	text    string
}

func (r route[H]) entry() route[H] { return r }

// String returns the route as it is written: "On(domain.OrderReady)".
func (r route[H]) String() string { return r.text }

// On leads events of type E to a method, written as a method expression:
//
//	eventing.On((*Notifications).OrderReady)
//
// E is the type of today, with value receivers or a pointer, as it is in the
// [eventstore.Registry]; what is stored under older versions or names arrives as E too. The
// method may be called again for the same event, when what it did could not be stored:
// everything it did in the store is undone then. It must not change the event, which it
// shares with other subscriptions.
func On[H any, E aggregate.Event](method func(h H, ctx context.Context, event E) error) Route[H] {
	kind := reflect.TypeFor[E]()
	var event E
	r := route[H]{event: event, kind: kind, text: fmt.Sprintf("On(%s)", kind)}
	if method != nil {
		r.handle = func(ctx context.Context, h H, event aggregate.Event) error { return method(h, ctx, event.(E)) }
	}
	return r
}

// OnRecords leads the records of a whole batch to a method, in the order of their
// positions, without decoding them: for relays, and for read models that are written in
// bulk. The types are logical names without version; none means all events. It is the only
// route of its subscription.
//
//	eventing.OnRecords((*Archive).Keep)
//
// When the method fails the batch is repeated record by record, to find the one at fault.
func OnRecords[H any](method func(h H, ctx context.Context, records []eventstore.Record) error, types ...string) Route[H] {
	r := route[H]{types: types, text: fmt.Sprintf("OnRecords(%s)", strings.Join(types, ", "))}
	if method != nil {
		r.records = func(ctx context.Context, h H, records []eventstore.Record) error { return method(h, ctx, records) }
	}
	return r
}

// OnRecordsOf is [OnRecords] for the Go types of the events, whose values do not matter: for
// all records that the [eventstore.Registry] may read as one of them, older versions and
// names included.
//
//	eventing.OnRecordsOf((*Archive).Keep, OrderPlaced{}, OrderConfirmed{})
func OnRecordsOf[H any](method func(h H, ctx context.Context, records []eventstore.Record) error, events ...aggregate.Event) Route[H] {
	r := OnRecords(method).entry()
	names := make([]string, len(events))
	for i, event := range events {
		names[i] = fmt.Sprintf("%T", event)
	}
	r.events, r.text = events, fmt.Sprintf("OnRecordsOf(%s)", strings.Join(names, ", "))
	return r
}

type recordKey struct{}

// RecordOf returns the record of the event that is being handled under ctx: its id,
// stream, position, time and metadata. There is none outside of a method that [On] leads
// to. It is shared, and not to be changed.
func RecordOf(ctx context.Context) (eventstore.Record, bool) {
	r, ok := ctx.Value(recordKey{}).(*eventstore.Record)
	if !ok {
		return eventstore.Record{}, false
	}
	return *r, true
}

// withRecord returns a context for handling the record. It must not outlive r.
func withRecord(ctx context.Context, r *eventstore.Record) context.Context {
	return context.WithValue(ctx, recordKey{}, r)
}
