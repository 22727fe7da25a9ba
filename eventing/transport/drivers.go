package transport

import (
	"context"

	"github.com/neuroglia-go/neuroglia/internal/scheme"
)

// Driver opens the transport that a URL names, scheme included and in lower case. It
// returns one that is ready for use, or an error that says what to do about it and shows
// no password.
type Driver func(ctx context.Context, url string) (Bus, error)

// Drivers are the kinds of transport a program can open, by URL scheme:
//
//	drivers := transport.Drivers{"nats": natsbus.Driver, "amqp": rabbitbus.Driver}
//	bus, err := drivers.Open(ctx, settings.EventsURL)
type Drivers map[string]Driver

// Open opens the transport that the URL names: "nats://localhost:4222". A URL without a
// scheme, or with one that is not among the drivers, is refused with the schemes that are.
func (d Drivers) Open(ctx context.Context, url string) (Bus, error) {
	return scheme.Open(ctx, scheme.Kind{Noun: "transport", Drivers: "transport.Drivers"}, d, url)
}
