package rabbitbus

import (
	"context"
	"fmt"
	"math"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// queue is the name of the queue that keeps events for the group.
func (s settings) queue(group string) string { return s.exchange + "." + group }

// deadQueue is the name of the queue that keeps what the group put aside.
func (s settings) deadQueue(group string) string { return s.queue(group) + ".dead" }

// declareExchange declares where events are published.
func (s settings) declareExchange(ch *amqp.Channel) error {
	if err := ch.ExchangeDeclare(s.exchange, amqp.ExchangeTopic, true, false, false, false, nil); err != nil {
		return undeclared(fmt.Sprintf("the exchange %q", s.exchange), err)
	}
	return nil
}

// declareGroup declares the exchange and the queues of the group and binds one to the
// types.
func (s settings) declareGroup(ch *amqp.Channel, group transport.Group) error {
	if err := s.declareExchange(ch); err != nil {
		return err
	}
	queue, dead := s.queue(group.Name), s.deadQueue(group.Name)
	if _, err := ch.QueueDeclare(dead, true, false, false, false, deadArguments()); err != nil {
		return undeclared(fmt.Sprintf("the queue %q", dead), err)
	}
	if _, err := ch.QueueDeclare(queue, true, false, false, false, s.arguments(dead)); err != nil {
		return undeclared(fmt.Sprintf("the queue %q", queue), err)
	}
	for _, pattern := range patterns(group.Types) {
		if err := ch.QueueBind(queue, pattern, s.exchange, false, nil); err != nil {
			return undeclared(fmt.Sprintf("the binding of the queue %q to %q", queue, pattern), err)
		}
	}
	return nil
}

func (s settings) arguments(dead string) amqp.Table {
	return amqp.Table{
		amqp.QueueTypeArg:            amqp.QueueTypeQuorum,
		amqp.SingleActiveConsumerArg: !s.sharedConsumer,
		"x-delivery-limit":           s.deliveryLimit,
		// What is delivered too often goes to the default exchange, and by that to the queue
		// that the key names. It leaves the one queue once it is in the other.
		"x-dead-letter-exchange":    "",
		"x-dead-letter-routing-key": dead,
		"x-dead-letter-strategy":    "at-least-once",
		amqp.QueueOverflowArg:       amqp.QueueOverflowRejectPublish,
	}
}

// deadArguments are those of a queue that can be looked through for ever: each look counts
// as a delivery.
func deadArguments() amqp.Table {
	return amqp.Table{amqp.QueueTypeArg: amqp.QueueTypeQuorum, "x-delivery-limit": int64(math.MaxInt32)}
}

// patterns are the binding keys for the types of a group. What they let through beyond
// those is left out when it is received.
func patterns(types []string) []string {
	if len(types) == 0 {
		return []string{"#"}
	}
	keys := make([]string, len(types))
	for i, name := range types {
		if prefix, all := strings.CutSuffix(name, ".*"); all {
			name = prefix + ".#"
		}
		keys[i] = name
	}
	return keys
}

// Declare has the server keep what is published from now on for the group, as
// [transport.Declarer] says. It binds further types to a group that is known and takes
// none away.
func (b *Bus) Declare(ctx context.Context, group transport.Group) error {
	group, err := group.Complete()
	if err != nil {
		return err
	}
	ch, _, err := b.consuming.prepare(ctx, func(ch *amqp.Channel) error { return b.settings.declareGroup(ch, group) })
	if err != nil {
		return err
	}
	_ = ch.Close() // nothing is under way on it
	return nil
}
