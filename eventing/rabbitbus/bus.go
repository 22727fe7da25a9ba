package rabbitbus

import (
	"context"
	"errors"
	"sync"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Bus is a transport over RabbitMQ. It is safe for concurrent use.
type Bus struct {
	settings settings
	// Two connections, for a server that is low on memory stops reading from those that
	// publish, and acknowledgements have to get through.
	publishing, consuming *connection

	turn    chan struct{} // held by whoever writes events
	session *session

	mu      sync.Mutex
	closed  bool
	sending sync.WaitGroup
}

var (
	_ transport.Bus         = (*Bus)(nil)
	_ transport.Declarer    = (*Bus)(nil)
	_ transport.DeadLetters = (*Bus)(nil)
)

// Open connects to the server of the URL and declares the exchange. The package
// documentation has the options. A server that does not let us in is an error that says
// what to do.
func Open(ctx context.Context, url string) (*Bus, error) {
	s, err := parse(url)
	if err != nil {
		return nil, err
	}
	b := &Bus{
		settings:   s,
		publishing: newConnection(s, "publish"),
		consuming:  newConnection(s, "consume"),
		turn:       make(chan struct{}, 1),
	}
	ch, _, err := b.publishing.prepare(ctx, s.declareExchange)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, ch.Close()
}

// Driver opens "amqp:" and "amqps:" URLs. It is a [transport.Driver].
func Driver(ctx context.Context, url string) (transport.Bus, error) { return Open(ctx, url) }

// Ping asks the server for an answer over the connection that consumes, made if it is not
// there.
func (b *Bus) Ping(ctx context.Context) error {
	// Opening a channel takes an answer.
	ch, _, err := b.consuming.prepare(ctx, func(*amqp.Channel) error { return nil })
	if err != nil {
		return err
	}
	go func() { _ = ch.Close() }() // which takes another one
	return nil
}

// Close waits for confirmations of what is being published and ends both connections. It
// may be called more than once.
func (b *Bus) Close() error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.sending.Wait()
	b.publishing.close()
	b.consuming.close()
	return nil
}

// enter counts a caller in, unless the bus is closed.
func (b *Bus) enter() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return errClosed
	}
	b.sending.Add(1)
	return nil
}
