package rabbitbus

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

const (
	// handshakeTimeout is how long a server may take to let us in.
	handshakeTimeout = 10 * time.Second
	// goodbyeTimeout is how long it may take to let us go.
	goodbyeTimeout = 2 * time.Second
	// lastWords is how long a call may still take when its context is over.
	lastWords = 100 * time.Millisecond
)

// reconnecting is how long to wait before a server that did not answer is asked again.
var reconnecting = transport.Backoff{First: 100 * time.Millisecond, Limit: 5 * time.Second}

// connection is one to the server, made anew when it is needed and lost. It is safe for
// concurrent use.
type connection struct {
	settings settings
	purpose  string

	turn chan struct{} // held by whoever looks at the fields below

	conn    *amqp.Connection
	blocked *blockade
	closed  bool
	tries   int       // that failed since it was last there
	next    time.Time // when to try again, after one that failed
	failure error
}

func newConnection(s settings, purpose string) *connection {
	return &connection{settings: s, purpose: purpose, turn: make(chan struct{}, 1)}
}

// channel returns a channel on the connection, which is made if it is not there. After a
// failure it answers with that for a while instead of trying again.
func (c *connection) channel(ctx context.Context) (*amqp.Channel, *blockade, error) {
	if err := c.lock(ctx); err != nil {
		return nil, nil, err
	}
	defer c.unlock()
	if c.closed {
		return nil, nil, errClosed
	}
	if c.conn == nil || c.conn.IsClosed() {
		if time.Now().Before(c.next) {
			return nil, nil, c.failure
		}
		if err := c.dial(ctx); err != nil {
			c.tries++
			c.next, c.failure = time.Now().Add(reconnecting.Delay(c.tries)), c.settings.unreachable(err)
			return nil, nil, c.failure
		}
		c.tries = 0
	}
	ch, err := c.conn.Channel()
	if err != nil {
		return nil, nil, c.settings.unreachable(err)
	}
	return ch, c.blocked, nil
}

func (c *connection) lock(ctx context.Context) error {
	select {
	case c.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return unavailable(context.Cause(ctx))
	}
}

func (c *connection) unlock() { <-c.turn }

func (c *connection) dial(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	var socket net.Conn
	relent := func() bool { return true }
	conn, err := amqp.DialConfig(c.settings.url, amqp.Config{
		Properties: amqp.Table{"connection_name": c.settings.name + " " + c.purpose, "product": "neuroglia"},
		Dial: func(network, address string) (_ net.Conn, err error) {
			if socket, err = (&net.Dialer{}).DialContext(ctx, network, address); err != nil {
				return nil, err
			}
			deadline, _ := ctx.Deadline()
			// Without its end the handshake would wait for a server that says nothing. The
			// client takes the deadline away once it is in.
			relent = context.AfterFunc(ctx, func() { _ = socket.SetDeadline(time.Now()) })
			return socket, socket.SetDeadline(deadline)
		},
	})
	if !relent() || ctx.Err() != nil {
		err = errors.Join(context.Cause(ctx), err) // also where we were let in meanwhile
	}
	if err != nil {
		if socket != nil {
			_ = socket.Close() // the client leaves it open after some faults
		}
		return err
	}
	c.conn, c.blocked = conn, watch(conn)
	return nil
}

// prepare returns a channel for which do has been called. The calls of the client know no
// context: when ctx is over first they are left to themselves, and to the heartbeats that
// end them.
func (c *connection) prepare(ctx context.Context, do func(*amqp.Channel) error) (*amqp.Channel, *blockade, error) {
	type result struct {
		channel *amqp.Channel
		blocked *blockade
		err     error
	}
	prepared := make(chan result, 1)
	go func() {
		ch, blocked, err := c.channel(ctx)
		if err == nil {
			if err = do(ch); err != nil {
				_ = ch.Close() // the server has closed it after most faults
			}
		}
		prepared <- result{ch, blocked, err}
	}()
	select {
	case r := <-prepared:
		return r.channel, r.blocked, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-prepared: // a handshake ends with its context and says how far it came
		return r.channel, r.blocked, r.err
	case <-time.After(lastWords):
		go func() {
			if r := <-prepared; r.err == nil {
				_ = r.channel.Close() // nobody wants it any more
			}
		}()
		return nil, nil, unavailable(context.Cause(ctx))
	}
}

// close ends the connection for good, whether or not the server says goodbye.
func (c *connection) close() {
	_ = c.lock(context.Background()) // which does not end
	defer c.unlock()
	c.closed = true
	if c.conn != nil && !c.conn.IsClosed() {
		_ = c.conn.CloseDeadline(time.Now().Add(goodbyeTimeout))
	}
}

// blockade tells whether the server takes no events because it is low on memory or disk.
type blockade struct {
	mu     sync.Mutex
	reason string
}

// watch listens to the server for as long as the connection lasts.
func watch(conn *amqp.Connection) *blockade {
	b := &blockade{}
	go b.listen(conn.NotifyBlocked(make(chan amqp.Blocking, 1)))
	return b
}

func (b *blockade) listen(told <-chan amqp.Blocking) {
	for t := range told { // closed with the connection
		reason := ""
		if t.Active {
			reason = "it says: " + t.Reason
		}
		b.mu.Lock()
		b.reason = reason
		b.mu.Unlock()
	}
}

// why returns the reason for which no events are taken, "" where they are.
func (b *blockade) why() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.reason
}
