package webhook

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Bus is a publisher and a receiver as one transport: what is published goes to the
// partner, what is consumed comes from it.
type Bus struct {
	*Publisher
	// Receiver takes events; nil makes a bus that only sends.
	Receiver *Receiver
}

var _ transport.Bus = Bus{}

// Consume is [Receiver.Consume]. On a bus that only sends it is an
// errs.KindNotImplemented.
func (b Bus) Consume(ctx context.Context, group transport.Group, handle transport.Handler) error {
	if b.Receiver == nil {
		return errs.New(errs.KindNotImplemented, "webhook_sends_only", "this transport only sends; mount a webhook.Receiver to get events over HTTP")
	}
	return b.Receiver.Consume(ctx, group, handle)
}

// Close ends both sides, as [Publisher.Close] and [Receiver.Close] say.
func (b Bus) Close() error {
	if b.Receiver != nil {
		b.Receiver.Close()
	}
	return b.Publisher.Close()
}

// Driver opens a bus that sends to the URL it is given, with the rest of the config:
//
//	drivers := transport.Drivers{"https": webhook.Driver(webhook.PublisherConfig{Keys: keys})}
func Driver(config PublisherConfig) transport.Driver {
	return func(_ context.Context, url string) (transport.Bus, error) {
		config := config
		config.URL = url
		publisher, err := NewPublisher(config)
		if err != nil {
			return nil, err
		}
		return Bus{Publisher: publisher}, nil
	}
}
