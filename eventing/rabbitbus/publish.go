package rabbitbus

import (
	"context"
	"fmt"
	"strconv"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Publish returns once the server has confirmed every event, as [transport.Publisher]
// says: the queue of each group that wants it has it on the disks of a majority. An event
// that no group wants is an errs.KindUnavailable, "rabbitmq_unrouted", unless the URL says
// mandatory=false. So is a server that takes none for want of memory or disk.
func (b *Bus) Publish(ctx context.Context, events ...cloudevents.Event) error {
	messages := make([]publishing, len(events))
	for i, event := range events {
		var err error
		if messages[i], err = b.settings.encode(event); err != nil {
			return fmt.Errorf("publish event %q of type %q: %w", event.ID, event.Type, err)
		}
	}
	return b.publish(ctx, b.settings.mandatory, messages...)
}

// publish sends the messages in one go and waits for the answers to all of them.
func (b *Bus) publish(ctx context.Context, mandatory bool, messages ...publishing) error {
	if len(messages) == 0 {
		return nil
	}
	if err := b.enter(); err != nil {
		return err
	}
	defer b.sending.Done()
	ctx, cancel := context.WithTimeout(ctx, b.settings.confirmTimeout)
	defer cancel()
	s, sent, err := b.send(ctx, mandatory, messages)
	if err != nil {
		return err
	}
	return s.await(ctx, sent, mandatory)
}

// sent is a message whose confirmation is awaited.
type sent struct {
	publishing
	confirmed *amqp.DeferredConfirmation
	number    string // by which the server returns it
}

// send writes the messages one after the other on the one channel that events are
// published on, which is what keeps them in order. A server that does not read lets a
// write wait for longer than ctx; then it goes on alone, and later ones wait for it.
func (b *Bus) send(ctx context.Context, mandatory bool, messages []publishing) (*session, []sent, error) {
	select {
	case b.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, unavailable(context.Cause(ctx))
	}
	type result struct {
		session *session
		sent    []sent
		err     error
	}
	written := make(chan result, 1)
	go func() {
		defer func() { <-b.turn }()
		s, out, err := b.write(ctx, mandatory, messages)
		written <- result{s, out, err}
	}()
	select {
	case r := <-written:
		return r.session, r.sent, r.err
	case <-ctx.Done():
		return nil, nil, unavailable(context.Cause(ctx))
	}
}

// write is send for who has the turn.
func (b *Bus) write(ctx context.Context, mandatory bool, messages []publishing) (*session, []sent, error) {
	s, err := b.current(ctx)
	if err != nil {
		return nil, nil, err
	}
	if reason := s.blocked.why(); reason != "" {
		return nil, nil, errs.Unavailable("rabbitmq_blocked",
			"RabbitMQ takes no events because it is low on memory or disk (%s); free some and try again", reason)
	}
	out := make([]sent, len(messages))
	for i, m := range messages {
		s.count++
		if mandatory {
			m.message.CorrelationId = strconv.FormatUint(s.count, 10)
		}
		confirmed, err := s.channel.PublishWithDeferredConfirm(m.exchange, m.key, mandatory, false, m.message)
		if err != nil {
			return nil, nil, unavailable(fmt.Errorf("publish: %w", err))
		}
		out[i] = sent{publishing: m, confirmed: confirmed, number: m.message.CorrelationId}
	}
	return s, out, nil
}

// current returns the session, opened if there is none or it is over. The caller has the
// turn.
func (b *Bus) current(ctx context.Context) (*session, error) {
	if b.session != nil && !b.session.channel.IsClosed() {
		return b.session, nil
	}
	channel, blocked, err := b.publishing.prepare(ctx, func(ch *amqp.Channel) error {
		if err := b.settings.declareExchange(ch); err != nil {
			return err
		}
		if err := ch.Confirm(false); err != nil {
			return unavailable(fmt.Errorf("ask for confirmations: %w", err))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	b.session = newSession(channel, blocked)
	return b.session, nil
}
