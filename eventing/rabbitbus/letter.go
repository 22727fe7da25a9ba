package rabbitbus

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// The headers that a dead letter has beside those of the event.
const (
	headerReason = "neuroglia-reason"
	headerTime   = "neuroglia-time"

	maxReason = 8 << 10
)

// putAside publishes the message to the queue of dead letters, and takes it off its own
// once the server has confirmed that.
func (b *Bus) putAside(ctx context.Context, group string, d amqp.Delivery, reason error) error {
	headers := maps.Clone(d.Headers)
	if headers == nil {
		headers = amqp.Table{}
	}
	delete(headers, "x-delivery-count")
	text := reason.Error()
	headers[headerReason] = strings.ToValidUTF8(text[:min(len(text), maxReason)], "")
	headers[headerTime] = time.Now().UTC().Format(time.RFC3339Nano)
	letter := publishing{key: b.settings.deadQueue(group), message: amqp.Publishing{
		Headers: headers, ContentType: d.ContentType, DeliveryMode: amqp.Persistent,
		Type: d.Type, MessageId: d.MessageId, Body: d.Body,
	}}
	if err := b.publish(ctx, true, letter); err != nil {
		return fmt.Errorf("put the event aside: %w", err)
	}
	return d.Ack(false)
}

// DeadLetters returns what the group put aside, as [transport.DeadLetters] says, and what
// the server did after too many deliveries. Letters that are being looked at by another
// caller are left out. A message that is no event has its body as the data of one without
// attributes.
func (b *Bus) DeadLetters(ctx context.Context, group string, limit int) ([]transport.DeadLetter, error) {
	var letters []transport.DeadLetter
	ch, _, err := b.consuming.prepare(ctx, func(ch *amqp.Channel) (err error) {
		letters, err = b.settings.look(ctx, ch, group, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	_ = ch.Close() // a channel that is lost puts back too
	return letters, nil
}

// look takes letters from the queue. They are put back in their order when the channel is
// closed.
func (s settings) look(ctx context.Context, ch *amqp.Channel, group string, limit int) ([]transport.DeadLetter, error) {
	var letters []transport.DeadLetter
	for len(letters) < limit && ctx.Err() == nil {
		d, found, err := ch.Get(s.deadQueue(group), false)
		switch {
		case isMissing(err): // nobody declared the group
			return nil, nil
		case err != nil:
			return nil, unavailable(fmt.Errorf("get dead letters: %w", err))
		case !found:
			return letters, nil
		}
		letters = append(letters, s.letter(group, d))
	}
	return letters, nil
}

func isMissing(err error) bool {
	var refused *amqp.Error
	return errors.As(err, &refused) && refused.Code == amqp.NotFound
}

func (s settings) letter(group string, d amqp.Delivery) transport.DeadLetter {
	letter := transport.DeadLetter{Group: group}
	letter.Reason, _ = d.Headers[headerReason].(string)
	if text, ok := d.Headers[headerTime].(string); ok {
		letter.Time, _ = time.Parse(time.RFC3339Nano, text) // absent when somebody else wrote it
	} else {
		letter.Reason, letter.Time = death(d.Headers)
	}
	var err error
	if letter.Event, err = s.decode(d); err != nil {
		letter.Event = cloudevents.Event{Data: d.Body}
	}
	return letter
}

// death reads what the server says of a message that it put aside itself.
func death(headers amqp.Table) (reason string, at time.Time) {
	deaths, _ := headers["x-death"].([]any)
	if len(deaths) == 0 {
		return "", time.Time{}
	}
	last, _ := deaths[0].(amqp.Table)
	at, _ = last["time"].(time.Time)
	return fmt.Sprintf("the server put it aside: %v", last["reason"]), at.UTC()
}
