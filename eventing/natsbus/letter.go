package natsbus

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// DeadLetters implements [transport.DeadLetters]. The event of a message that was none has
// nothing but its data.
func (b *Bus) DeadLetters(ctx context.Context, group string, limit int) ([]transport.DeadLetter, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	ctx, cancel := b.answering(ctx)
	defer cancel()
	letters, err := b.letters(ctx, group, limit)
	if err != nil {
		return nil, b.away(fmt.Errorf("list dead letters of %q: %w", group, err))
	}
	return letters, nil
}

func (b *Bus) letters(ctx context.Context, group string, limit int) ([]transport.DeadLetter, error) {
	consumer, err := b.js.CreateConsumer(ctx, b.config.dead(), jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, FilterSubject: b.config.deadSubject(group), InactiveThreshold: forget,
		MemoryStorage: true, Replicas: 1,
	})
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil // nothing was ever put aside
	}
	if err != nil {
		return nil, err
	}
	batch, err := consumer.FetchNoWait(limit)
	if err != nil {
		return nil, err
	}
	var letters []transport.DeadLetter
	for m := range batch.Messages() {
		letter, err := asLetter(m, group)
		if err != nil {
			return nil, err
		}
		letters = append(letters, letter)
	}
	return letters, quiet(batch.Error())
}

func asLetter(m jetstream.Msg, group string) (transport.DeadLetter, error) {
	place, err := m.Metadata()
	if err != nil {
		return transport.DeadLetter{}, err
	}
	event, err := decode(m.Headers(), m.Data(), unlimited)
	if err != nil {
		event = cloudevents.Event{Data: m.Data()}
	}
	reason, err := cloudevents.Unescape(m.Headers().Get(reasonHeader))
	return transport.DeadLetter{Event: event, Group: group, Reason: reason, Time: place.Timestamp}, err
}
