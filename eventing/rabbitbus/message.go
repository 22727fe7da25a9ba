package rabbitbus

import (
	"context"
	"encoding/base64"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

const (
	// attributePrefix stands before the names of attributes. The other one is of older
	// versions of the binding and is read too.
	attributePrefix = "cloudEvents_"
	olderPrefix     = "cloudEvents:"

	// maxShort is the longest routing key and the like of AMQP 0-9-1.
	maxShort = 255
	// maxHeaders is how large attributes may be together: they share one frame.
	maxHeaders = 64 << 10
)

// publishing is an event as a message.
type publishing struct {
	exchange, key string
	message       amqp.Publishing
}

// encode writes the event in binary mode of the AMQP binding of CloudEvents, published by
// its type.
func (s settings) encode(event cloudevents.Event) (publishing, error) {
	if err := event.Validate(); err != nil {
		return publishing{}, err
	}
	headers, size := amqp.Table{}, 0
	for name, value := range event.Attributes() {
		size += len(name) + len(value)
		switch {
		case name == "datacontenttype":
		case len(name) > maxShort-len(attributePrefix):
			return publishing{}, errs.Invalid("invalid_event", "the name of the extension %q has more than %d bytes", name, maxShort-len(attributePrefix))
		default:
			headers[attributePrefix+name] = value
		}
	}
	switch {
	case len(event.Type) > maxShort, len(event.DataContentType) > maxShort:
		return publishing{}, errs.Invalid("invalid_event", "the type and the datacontenttype of an event have at most %d bytes in RabbitMQ", maxShort)
	case size > maxHeaders:
		return publishing{}, errs.New(errs.KindTooLarge, "event_too_large", "the attributes of the event have %d bytes, and %d are the most", size, maxHeaders)
	case size+len(event.Data) > s.maxBytes:
		return publishing{}, errs.New(errs.KindTooLarge, "event_too_large",
			"the event has %d bytes, and max_bytes=%d are the most; send what is large by reference", size+len(event.Data), s.maxBytes)
	}
	message := amqp.Publishing{
		Headers: headers, ContentType: event.DataContentType, DeliveryMode: amqp.Persistent,
		Type: event.Type, Body: event.Data,
	}
	if len(event.ID) <= maxShort {
		message.MessageId = event.ID // for people who look at queues; the id is in the headers
	}
	return publishing{exchange: s.exchange, key: event.Type, message: message}, nil
}

// decode reads a message in binary or structured mode.
func (s settings) decode(d amqp.Delivery) (cloudevents.Event, error) {
	limits := cloudevents.Limits{EventBytes: 2 * s.maxBytes}
	if strings.HasPrefix(d.ContentType, "application/cloudevents") {
		return cloudevents.Parse(d.Body, limits)
	}
	return cloudevents.FromAttributes(attributes(d), d.Body, limits)
}

func attributes(d amqp.Delivery) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if d.ContentType != "" && !yield("datacontenttype", d.ContentType) {
			return
		}
		for header, value := range d.Headers {
			name, found := strings.CutPrefix(header, attributePrefix)
			if !found {
				name, found = strings.CutPrefix(header, olderPrefix)
			}
			if found && !yield(name, canonical(value)) {
				return
			}
		}
	}
}

// canonical returns the value as CloudEvents writes it, for senders that use types of
// AMQP.
func canonical(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case []byte:
		return base64.StdEncoding.EncodeToString(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(value)
}

// delivered is a message of a queue, for [transport.Dispatch].
type delivered struct {
	event    cloudevents.Event
	delivery amqp.Delivery
	intake   *intake
}

// Event returns the event.
func (d *delivered) Event() cloudevents.Event { return d.event }

// Deliveries returns the count of the quorum queue.
func (d *delivered) Deliveries() int {
	before, _ := d.delivery.Headers["x-delivery-count"].(int64)
	return int(before) + 1
}

// Ack takes the message off the queue.
func (d *delivered) Ack(context.Context) error {
	<-d.intake.held
	return d.delivery.Ack(false)
}

// GiveBack does nothing: the queue gets back what it has in hand, in order and at once, when
// the channel is closed.
func (d *delivered) GiveBack(context.Context) error { return nil }

// PutAside moves the message to the queue of dead letters.
func (d *delivered) PutAside(ctx context.Context, reason error) error {
	if err := d.intake.bus.putAside(ctx, d.intake.group.Name, d.delivery, reason); err != nil {
		return err
	}
	<-d.intake.held
	return nil
}

var _ transport.Message = (*delivered)(nil)
