package relay

import (
	"errors"
	"maps"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// event returns what a record leaves as, and whether it does.
func (s *sender) event(r eventstore.Record) (event cloudevents.Event, leaves bool, err error) {
	stored, err := s.registry.Decode(r)
	if err != nil {
		return event, false, err
	}
	route, known := s.routes[reflect.TypeOf(stored)]
	if !known { // another version of a name that leaves
		return event, false, nil
	}
	public, err := route.convert(stored, r)
	if err != nil {
		if errors.Is(err, ErrSkip) {
			err = nil
		}
		return event, false, err
	}
	event = s.envelope(r, route)
	if event.Data, err = json.Marshal(public, encoding); err != nil {
		return event, false, err
	}
	if err := event.Validate(); err != nil {
		return event, false, err
	}
	if size := sizeOf(event); size > s.MaxBytes {
		return event, false, eventing.Reject(errs.New(errs.KindTooLarge, "event_too_large",
			"the event has %d bytes and may have %d; send what is large by reference", size, s.MaxBytes))
	}
	return event, true, nil
}

// encoding writes the same bytes for the same value, and durations as "1m30s".
var encoding = json.JoinOptions(
	json.Deterministic(true),
	json.WithMarshalers(json.MarshalFunc(func(d time.Duration) ([]byte, error) { return json.Marshal(d.String()) })),
)

// The extensions that a relay sets: the partition key and those of the specification for
// tracing and correlation.
const (
	traceParent = "traceparent"
	traceState  = "tracestate"
	correlation = "correlationid"
	causation   = "causationid"
)

// envelope returns the event of a record without its data.
func (s *sender) envelope(r eventstore.Record, route route) cloudevents.Event {
	extensions := map[string]any{}
	if s.Extensions != nil {
		maps.Copy(extensions, s.Extensions(r))
	}
	for name, value := range map[string]string{
		cloudevents.PartitionKey: s.Subscription.Key(r),
		traceParent:              r.Metadata.Trace,
		traceState:               r.Metadata.Custom[traceState],
		correlation:              r.Metadata.Correlation,
		causation:                r.Metadata.Causation,
	} {
		delete(extensions, name)
		if value != "" {
			extensions[name] = value
		}
	}
	return cloudevents.Event{
		ID: r.ID, Source: s.Source, Type: s.Prefix + route.kind, Subject: s.Subject(r), Time: r.At,
		DataContentType: cloudevents.JSON, DataSchema: route.schema, Extensions: extensions,
	}
}

// sizeOf returns how many bytes an event has, attributes and data together.
func sizeOf(e cloudevents.Event) int {
	size := len(e.Data)
	for name, value := range e.Attributes() {
		size += len(name) + len(value)
	}
	return size
}
