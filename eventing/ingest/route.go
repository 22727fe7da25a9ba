package ingest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Route leads events of a type to a method of the consumer H. It is made by [On] or
// [OnEvent] and prints itself as it is written.
type Route[H any] interface {
	fmt.Stringer
	entry() route[H]
}

// route is what a Route comes to.
type route[H any] struct {
	kind   string
	read   func(event *cloudevents.Event) (any, error)
	handle func(ctx context.Context, h H, value any) error
	text   string
}

func (r route[H]) entry() route[H] { return r }

// String returns the route as it is written.
func (r route[H]) String() string { return r.text }

// On leads the events of a type to a method, written as a method expression:
//
//	ingest.On("com.partner.order.placed.v1", (*Orders).Placed)
//
// E is read from the data, which has to be JSON. Members that E does not have are left
// out, for events grow. What cannot be read or is not valid is refused before anything
// else happens. A type that ends in ".*" stands for all with its prefix; the longest that
// fits counts. The method runs in the unit of work that remembers the event: what it
// writes is stored with that or not at all, so it happens once. It may be called again
// when the unit could not be stored. [EventOf] returns the event itself.
func On[H, E any](kind string, method func(h H, ctx context.Context, event E) error) Route[H] {
	r := route[H]{kind: kind, text: fmt.Sprintf("On(%q, %s)", kind, reflect.TypeFor[E]()), read: read[E]}
	if method != nil {
		r.handle = func(ctx context.Context, h H, value any) error { return method(h, ctx, value.(E)) }
	}
	return r
}

// OnEvent leads the events of a type to a method as they are, whatever their data is:
//
//	ingest.OnEvent("com.partner.*", (*Archive).Keep)
func OnEvent[H any](kind string, method func(h H, ctx context.Context, event cloudevents.Event) error) Route[H] {
	r := route[H]{kind: kind, text: fmt.Sprintf("OnEvent(%q)", kind)}
	r.read = func(event *cloudevents.Event) (any, error) { return *event, nil }
	if method != nil {
		r.handle = func(ctx context.Context, h H, value any) error { return method(h, ctx, value.(cloudevents.Event)) }
	}
	return r
}

// read returns the data as an E.
func read[E any](event *cloudevents.Event) (any, error) {
	var value E
	if event.Data == nil {
		return nil, errs.New(errs.KindUnprocessable, "data_missing", "an event of the type %q has to have data", event.Type)
	}
	if err := requireJSON(event); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(event.Data, &value); err != nil {
		return nil, unreadable(event, err)
	}
	return value, nil
}

func requireJSON(event *cloudevents.Event) error {
	if event.HasJSON() {
		return nil
	}
	return errs.New(errs.KindUnsupported, "unsupported_data", "the data of an event of the type %q has to be JSON, and its datacontenttype is %q", event.Type, event.DataContentType)
}

// checkJSON refuses data that is not what its media type says.
func checkJSON(event *cloudevents.Event) error {
	var value jsontext.Value
	if err := json.Unmarshal(event.Data, &value); err != nil {
		return unreadable(event, err)
	}
	return nil
}

// unreadable says where the data is not what it should be.
func unreadable(event *cloudevents.Event, err error) error {
	refusal := errs.New(errs.KindUnprocessable, "invalid_data", "the data is not that of an event of the type %q", event.Type).Wrap(err)
	if where, ok := errors.AsType[*json.SemanticError](err); ok {
		return refusal.WithFields(errs.Field{Pointer: "/data" + string(where.JSONPointer), Code: "type", Message: "is not of the type that is expected"})
	}
	return refusal
}

// kindFault says what is wrong with the type that a route names, "" if nothing is.
func kindFault(kind string) string {
	prefix, _ := strings.CutSuffix(kind, ".*")
	switch {
	case prefix == "":
		return "the type is empty; name the type of the events, such as \"com.example.order.placed.v1\""
	case strings.Contains(prefix, "*"):
		return fmt.Sprintf("the type %q has a star inside; it may end in \".*\"", kind)
	}
	return ""
}
