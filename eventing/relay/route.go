package relay

import (
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// Route says that events of a type leave, and as what. It is made by [Send] or
// [SendRecord] and prints itself as it is written.
type Route interface {
	fmt.Stringer
	entry() route
}

// route is what a Route comes to.
type route struct {
	event   aggregate.Event // the zero value of its type
	kind    string          // of the event that leaves, without prefix
	schema  string
	convert func(event aggregate.Event, r eventstore.Record) (any, error)
	text    string
}

func (r route) entry() route { return r }

// String returns the route as it is written: "Send(domain.OrderPlaced)".
func (r route) String() string { return r.text }

// Send has events of type E leave as what convert makes of them: a type that was made for
// others, so that what is inside can change without them.
//
//	relay.Send(func(e domain.OrderConfirmed) OrderConfirmed {
//		return OrderConfirmed{Order: e.OrderID, Total: e.Total.String()}
//	})
//
// The type of the event is the prefix of the relay and the name under which E is stored,
// version included: "com.example.order.confirmed.v1"; [As] gives it another one. D becomes
// the data, as JSON by its json tags.
func Send[E aggregate.Event, D any](convert func(e E) D, options ...Option) Route {
	if convert == nil {
		return newRoute[E](nil, options)
	}
	return newRoute[E](func(event aggregate.Event, _ eventstore.Record) (any, error) {
		return convert(event.(E)), nil
	}, options)
}

// SendRecord is [Send] for what needs more than the event: the stream, the time, the
// metadata. When convert returns [ErrSkip] the event does not leave; any other error is one
// of the subscription, that tries again and gives up as it was told.
func SendRecord[E aggregate.Event, D any](convert func(e E, r eventstore.Record) (D, error), options ...Option) Route {
	if convert == nil {
		return newRoute[E](nil, options)
	}
	return newRoute[E](func(event aggregate.Event, r eventstore.Record) (any, error) {
		return convert(event.(E), r)
	}, options)
}

func newRoute[E aggregate.Event](convert func(aggregate.Event, eventstore.Record) (any, error), options []Option) Route {
	kind := reflect.TypeFor[E]()
	r := route{text: fmt.Sprintf("Send(%s)", kind), convert: convert}
	if kind.Kind() == reflect.Interface {
		r.convert = nil
		return r
	}
	var event E
	r.event = event
	named := event
	if kind.Kind() == reflect.Pointer {
		named = reflect.New(kind.Elem()).Interface().(E)
	}
	r.kind = eventstore.JoinName(eventstore.SplitName(named.EventName()))
	for _, o := range options {
		o.apply(&r)
	}
	return r
}

// Option refines a [Route]. The list of options is closed.
type Option struct {
	text  string
	apply func(r *route)
}

// String says what the option is.
func (o Option) String() string { return o.text }

// As gives the type of the event that leaves, without the prefix: "order.accepted.v2".
func As(kind string) Option {
	return Option{text: fmt.Sprintf("As(%q)", kind), apply: func(r *route) { r.kind = kind }}
}

// Schema gives the absolute URI of the schema that the data adheres to.
func Schema(uri string) Option {
	return Option{text: fmt.Sprintf("Schema(%q)", uri), apply: func(r *route) { r.schema = uri }}
}
