package ingest

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Take has all events of a request handled, each in a unit of work of its own, and returns
// nil when all of them are: the moment to answer 2xx.
//
// The error of a single event is that of [Ingest.Handle], with what is internal masked. Of
// several, the error has a field for each that was not handled, with its index as the
// pointer: "/2". It is an errs.KindUnavailable, "events_pending", when sending all of them
// again may help, and an errs.KindUnprocessable, "events_refused", when it does not. Those
// that were handled are known then, and sending them again has no effect. An event waits
// for the earlier ones of its key: where one of those is pending, so is it.
func (i *Ingest) Take(ctx context.Context, events ...cloudevents.Event) error {
	if len(events) == 1 {
		_, err := i.Handle(ctx, events[0])
		return err
	}
	b := batch{pending: map[string]bool{}}
	for n := range events {
		if err := i.takeOne(ctx, &b, &events[n]); err != nil {
			b.fail(n, err)
		}
	}
	return b.err(len(events))
}

// batch is how far the events of a request have come.
type batch struct {
	fields  []errs.Field
	again   bool            // sending them again may help
	pending map[string]bool // keys whose later events wait
}

// takeOne has an event of a batch handled unless it has to wait.
func (i *Ingest) takeOne(ctx context.Context, b *batch, event *cloudevents.Event) error {
	key := event.Key()
	if b.pending[key] {
		return errWaits
	}
	_, err := i.Handle(ctx, *event)
	if err == nil || isRefusal(err) {
		return err
	}
	i.logger.WarnContext(ctx, "an event of a batch was not handled", slog.String("event_id", event.ID), slog.Any("error", err))
	b.again = true
	if key != "" {
		b.pending[key] = true
	}
	return err
}

func (b *batch) fail(n int, err error) {
	failure := errs.From(err)
	b.fields = append(b.fields, errs.Field{In: "body", Pointer: "/" + strconv.Itoa(n), Code: failure.Reason(), Message: message(failure)})
}

func (b *batch) err(events int) error {
	switch {
	case len(b.fields) == 0:
		return nil
	case b.again:
		return errs.Unavailable("events_pending", "%d of %d events are not handled yet; send all of them again later", len(b.fields), events).WithFields(b.fields...)
	default:
		return errs.New(errs.KindUnprocessable, "events_refused", "%d of %d events were refused; the others have been handled", len(b.fields), events).WithFields(b.fields...)
	}
}

var errWaits = errs.Unavailable("waits", "an earlier event of its key is not handled yet")

// message is what a client may see of a failure.
func message(failure *errs.Error) string {
	if failure.Kind == errs.KindInternal {
		return "the service failed; the fault is on its side"
	}
	return failure.Message
}

// isRefusal reports whether an error lies in the event, so that no later try mends it.
func isRefusal(err error) bool {
	_, ok := errors.AsType[*refusal](err)
	return ok
}

type headerKey struct{}

// Headers is middleware that keeps the headers of a request for [Ingest.Receive].
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), headerKey{}, r.Header)))
	})
}

// Receive takes the events of a request whose body was read already, for a controller:
//
//	routes.Post("/events", (*Events).Receive, mvc.Use(ingest.Headers), mvc.NoContent())
//	…
//	func (e *Events) Receive(ctx context.Context, in ReceiveEvents) error { return e.ingest.Receive(ctx, in.Body) }
//
// The error is one of reading, see cloudevents.FromRequest, or of [Ingest.Take].
func (i *Ingest) Receive(ctx context.Context, body []byte) error {
	header, ok := ctx.Value(headerKey{}).(http.Header)
	if !ok {
		return errors.New("ingest: the headers of the request are not known; add the middleware ingest.Headers to the route")
	}
	events, err := cloudevents.FromMessage(header, bytes.NewReader(body), i.config.Limits)
	if err != nil {
		return err
	}
	return i.Take(ctx, events...)
}

// Consume has the events of a transport handled until ctx is over. What lies in an event
// itself puts it aside; whatever else goes wrong is tried again, as the group says.
func (i *Ingest) Consume(ctx context.Context, consumer transport.Consumer) error {
	return consumer.Consume(ctx, i.group(), func(ctx context.Context, delivery transport.Delivery) error {
		_, err := i.Handle(ctx, delivery.Event)
		if isRefusal(err) {
			return transport.Reject(err)
		}
		return err
	})
}

// group returns what to ask of a transport.
func (i *Ingest) group() transport.Group {
	group := i.config.Group
	if len(group.Types) > 0 || i.config.Unknown != Refuse {
		return group
	}
	for kind := range i.exact {
		group.Types = append(group.Types, kind)
	}
	for _, one := range i.prefixes {
		group.Types = append(group.Types, one.kind+"*")
	}
	return group
}
