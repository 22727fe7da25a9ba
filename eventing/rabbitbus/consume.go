package rabbitbus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Consume handles the events of the group, as [transport.Consumer] says. It declares the
// queues of the group if they are not there, and connects again for ever. Queues that
// exist with other settings and missing permissions are errors.
func (b *Bus) Consume(ctx context.Context, group transport.Group, handle transport.Handler) error {
	group, err := group.Complete()
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		delivered, err := b.consume(ctx, group, handle)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // that is how it ends
		case permanent(err) || errors.Is(err, errClosed):
			return fmt.Errorf("consume group %q: %w", group.Name, err)
		case delivered:
			try = 1
		}
		group.Log.LogAttrs(ctx, slog.LevelWarn, "the consumer lost RabbitMQ and tries to get it back",
			slog.String("group", group.Name), slog.Int("try", try), slog.Any("error", err))
		if !reconnecting.Wait(ctx, try) {
			return nil
		}
	}
}

// consume is the life of one channel. It reports whether that delivered something.
func (b *Bus) consume(ctx context.Context, group transport.Group, handle transport.Handler) (delivered bool, err error) {
	in := &intake{bus: b, group: group, held: make(chan struct{}, group.InFlight)}
	ch, _, err := b.consuming.prepare(ctx, in.subscribe)
	if err != nil {
		return false, err
	}
	// Not canceled before: a server that sees a consumer cancel gives what comes next to
	// another one at once, while handlers here are still busy with earlier events of the
	// same key. Closing the channel, after the last acknowledgement, gives back all that is
	// left and then lets the next one in.
	defer in.leave(ch)
	err = transport.Dispatch(ctx, group, handle, in.receive)
	return in.delivered, err
}

// leave closes the channel once the queue has heard of every acknowledgement, if that does
// not take too long.
//
// A channel of RabbitMQ passes 32 acknowledgements to a quorum queue and keeps further
// ones until the queue has heard of those; what it keeps is lost when it is closed, and the
// events come again. It does not tell when it is done. But subscribing waits for the queue,
// in turn behind what was passed on, and a second time behind what was kept until then. The
// consumers that this makes stand by until the channel is closed.
func (in *intake) leave(ch *amqp.Channel) {
	left := make(chan struct{})
	go func() {
		defer close(left)
		for range 2 {
			if _, err := ch.Consume(in.bus.settings.queue(in.group.Name), "", false, false, false, false, nil); err != nil {
				return // the channel is closed already
			}
		}
		_ = ch.Close() // as far as it is still open
	}()
	select {
	case <-left:
	case <-time.After(goodbyeTimeout):
		go func() { _ = ch.Close() }()
	}
}

// intake hands over what a channel delivers.
type intake struct {
	bus        *Bus
	group      transport.Group
	deliveries <-chan amqp.Delivery
	lost       <-chan *amqp.Error
	held       chan struct{} // one for each message in flight
	delivered  bool
}

// subscribe declares the queues and has the channel deliver. The prefetch is the same for
// all consumers, whatever their groups have in flight: a quorum queue keeps what comes back
// behind what came back before, so that one who takes less than the consumer before it, and
// dies too, leaves the rest in front of what it had.
func (in *intake) subscribe(ch *amqp.Channel) error {
	if err := in.bus.settings.declareGroup(ch, in.group); err != nil {
		return err
	}
	if err := ch.Qos(in.bus.settings.prefetch, 0, false); err != nil {
		return unavailable(fmt.Errorf("set the prefetch: %w", err))
	}
	in.lost = ch.NotifyClose(make(chan *amqp.Error, 1))
	deliveries, err := ch.Consume(in.bus.settings.queue(in.group.Name), "", false, false, false, false, nil)
	if err != nil {
		return unavailable(fmt.Errorf("consume: %w", err))
	}
	in.deliveries = deliveries
	return nil
}

// receive is a [transport.Receive].
func (in *intake) receive(ctx context.Context, deliver func(transport.Message) error) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case d, ok := <-in.deliveries:
			if !ok {
				return unavailable(in.why())
			}
			in.delivered = true
			m, err := in.take(ctx, d)
			if err != nil {
				return err
			}
			if m == nil {
				continue
			}
			if waited, err := in.hold(ctx); !waited {
				return err
			}
			if deliver(m) != nil {
				return nil //nolint:nilerr // ctx is over, and m is given back
			}
		}
	}
}

// hold waits until fewer messages are in flight than the group wants, so that deliver does
// not: it would not hear that the connection is lost. It reports false when ctx is over or
// the connection is.
func (in *intake) hold(ctx context.Context) (bool, error) {
	select {
	case in.held <- struct{}{}:
		return true, nil
	case <-ctx.Done():
		return false, nil
	case err := <-in.lost:
		return false, unavailable(fmt.Errorf("the connection was lost: %w", err))
	}
}

// why says how the channel ended.
func (in *intake) why() error {
	select {
	case err, ok := <-in.lost:
		if ok {
			return err
		}
	default:
	}
	return errors.New("the server canceled the consumer; its queue was deleted or moved")
}

// take makes a message of a delivery. What the group does not want gives none, and neither
// does what is no event, which is put aside.
func (in *intake) take(ctx context.Context, d amqp.Delivery) (transport.Message, error) {
	event, err := in.bus.settings.decode(d)
	if err != nil {
		in.group.Log.LogAttrs(ctx, slog.LevelError, "a message that is no event is put aside",
			slog.String("group", in.group.Name), slog.String("message_id", d.MessageId), slog.Any("error", err))
		return nil, in.bus.putAside(ctx, in.group.Name, d, err)
	}
	if !in.group.Receives(event.Type) {
		if err := d.Ack(false); err != nil {
			return nil, unavailable(err)
		}
		return nil, nil
	}
	return &delivered{event: event, delivery: d, intake: in}, nil
}
