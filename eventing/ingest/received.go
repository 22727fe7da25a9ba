package ingest

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// category is that of the streams in which events from outside are kept.
const category = "received"

// received is an event from outside as one of the log: the data under the type.
type received struct {
	stream string
	event  eventstore.Unknown
}

func newReceived(event *cloudevents.Event) (any, error) {
	r := received{}
	r.event.Type, r.event.SchemaVersion = eventstore.SplitName(event.Type)
	if r.event.Data = event.Data; event.Data != nil {
		if err := requireJSON(event); err != nil {
			return nil, err
		}
		if err := checkJSON(event); err != nil {
			return nil, err
		}
	}
	order := event.Key()
	if order == "" {
		order = event.ID
	}
	r.stream = eventstore.StreamName(category, eventstore.IDFor(event.Source, order))
	return r, nil
}

// append adds the event to its stream, in the unit of work of ctx.
func (i *Ingest) append(ctx context.Context, r received) error {
	version := int64(0)
	for last, err := range i.log.ReadStream(ctx, r.stream, eventstore.ReadOptions{Backwards: true, Limit: 1, Archived: true}) {
		if err != nil {
			return err
		}
		version = last.Version
	}
	create := func(bool) *tail { return &tail{} }
	return data.Join(ctx, i.store, tailKey{}, create, func(t *tail) error {
		t.received, t.expected = r, version
		return nil
	})
}

type tailKey struct{}

// tail is the end of a stream in a unit of work.
type tail struct {
	received
	expected int64
}

var _ data.Part = (*tail)(nil)

// Events is the method of [data.Part]. Nobody in the program recorded it.
func (*tail) Events() []any { return nil }

// Writes is the method of [data.Part].
func (t *tail) Writes() ([]data.Write, error) {
	return []data.Write{{
		Op: data.Append, Collection: category, ID: t.stream, Stream: t.stream, Expected: t.expected,
		Events: []aggregate.Event{t.event},
	}}, nil
}

// Explain is the method of [data.Part].
func (*tail) Explain(err error) error { return err }

// Settle is the method of [data.Part].
func (*tail) Settle(context.Context) {}

type eventKey struct{}

// EventOf returns the event that is being handled under ctx, which is shared and not to be
// changed.
func EventOf(ctx context.Context) (cloudevents.Event, bool) {
	event, ok := ctx.Value(eventKey{}).(*cloudevents.Event)
	if !ok {
		return cloudevents.Event{}, false
	}
	return *event, true
}

// contextOf returns a context under which the event is handled: what follows from it names
// it as its cause.
func (i *Ingest) contextOf(ctx context.Context, event *cloudevents.Event) context.Context {
	text := func(name string) string {
		value, _, _ := cloudevents.Extension[string](*event, name)
		return value
	}
	custom := map[string]string{"ce_id": event.ID, "ce_source": event.Source, "ce_type": event.Type}
	if event.Subject != "" {
		custom["ce_subject"] = event.Subject
	}
	if !event.Time.IsZero() {
		custom["ce_time"] = event.Time.UTC().Format(time.RFC3339Nano)
	}
	if state := text("tracestate"); state != "" {
		custom["tracestate"] = state
	}
	ctx = eventstore.WithMetadata(ctx, eventstore.Metadata{
		Correlation: text("correlationid"), Causation: event.ID, Trace: text("traceparent"), Custom: custom,
	})
	return context.WithValue(ctx, eventKey{}, event)
}
