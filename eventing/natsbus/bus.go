package natsbus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// asking is how long a server may take to answer.
const asking = 5 * time.Second

// Bus is a transport over JetStream. It is safe for concurrent use.
type Bus struct {
	config config
	conn   *nats.Conn
	js     jetstream.JetStream
	groups jetstream.KeyValue

	mu   sync.Mutex
	link context.Context //nolint:containedctx // over when the connection is lost, and made anew when there is one
	lose context.CancelFunc

	publishing sync.WaitGroup
	closing    sync.RWMutex // held for reading to begin publishing, for writing to close
	closed     bool
}

var (
	_ transport.Bus         = (*Bus)(nil)
	_ transport.Declarer    = (*Bus)(nil)
	_ transport.DeadLetters = (*Bus)(nil)
)

// Driver is [Open] as a [transport.Driver], for the schemes nats and tls.
func Driver(ctx context.Context, url string) (transport.Bus, error) {
	bus, err := Open(ctx, url)
	if err != nil {
		return nil, err
	}
	return bus, nil
}

// Open connects to the servers that the URL names and makes the stream if there is none.
// A server that is down, wrong credentials and a server without JetStream are errors that
// say so. Once it is open, the bus connects again whenever it has to, for ever.
func Open(ctx context.Context, url string) (*Bus, error) {
	c, err := parse(url)
	if err != nil {
		return nil, err
	}
	b := &Bus{config: c}
	b.link, b.lose = context.WithCancel(context.Background())
	if b.conn, err = nats.Connect("", b.options()...); err != nil {
		return nil, c.unreachable(err)
	}
	if b.js, err = jetstream.New(b.conn); err == nil {
		err = b.prepare(ctx)
	}
	if err != nil {
		b.conn.Close()
		return nil, err
	}
	return b, nil
}

func (b *Bus) options() []nats.Option {
	pause := transport.Backoff{First: 50 * time.Millisecond, Limit: 5 * time.Second}
	options := []nats.Option{
		func(o *nats.Options) error {
			o.Servers = b.config.servers
			return nil
		},
		nats.Name("neuroglia " + b.config.stream),
		nats.Timeout(asking),
		nats.MaxReconnects(-1),
		nats.CustomReconnectDelay(pause.Delay),
		nats.ReconnectBufSize(-1), // what cannot be sent is tried again by who sends it, in order
		nats.PingInterval(10 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.IgnoreAuthErrorAbort(),
		nats.ErrorHandler(b.isTold),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { b.isLost() }),
		nats.ReconnectHandler(func(*nats.Conn) { b.renew() }),
	}
	if u := b.config.user; u != nil {
		if password, ok := u.Password(); ok {
			options = append(options, nats.UserInfo(u.Username(), password))
		} else {
			options = append(options, nats.Token(u.Username()))
		}
	}
	if b.config.creds != "" {
		options = append(options, nats.UserCredentials(b.config.creds))
	}
	return options
}

// isLost ends whatever waits for an answer over the connection that was.
func (b *Bus) isLost() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lose()
}

// isTold takes what the server says to nobody in particular. What is not permitted has no
// other answer: those who wait for one need wait no more.
func (b *Bus) isTold(_ *nats.Conn, _ *nats.Subscription, err error) {
	if errors.Is(err, nats.ErrPermissionViolation) {
		b.renew()
	}
}

// renew lets those go on who begin from now on, and those who wait begin anew.
func (b *Bus) renew() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lose()
	b.link, b.lose = context.WithCancel(context.Background())
}

// untilLost returns a context that ends when the connection is lost over which an answer is
// awaited.
func (b *Bus) untilLost(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	b.mu.Lock()
	stop := context.AfterFunc(b.link, cancel)
	b.mu.Unlock()
	return ctx, func() {
		stop()
		cancel()
	}
}

// Ping implements [transport.Bus].
func (b *Bus) Ping(ctx context.Context) error {
	if err := b.check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	ctx, done := b.untilLost(ctx)
	defer done()
	if !b.conn.IsConnected() {
		return b.away(nats.ErrConnectionReconnecting)
	}
	if _, err := b.js.Stream(ctx, b.config.stream); err != nil {
		return b.away(err)
	}
	return nil
}

// Close implements [transport.Bus].
func (b *Bus) Close() error {
	b.closing.Lock()
	b.closed = true
	b.closing.Unlock()
	b.publishing.Wait()
	b.conn.Close()
	return nil
}

func (b *Bus) check() error {
	b.closing.RLock()
	defer b.closing.RUnlock()
	if b.closed {
		return errs.Unavailable("transport_closed", "the transport is closed")
	}
	return nil
}

// away is the error of what may go away by itself.
func (b *Bus) away(err error) error {
	if told := b.conn.LastError(); told != nil {
		err = errors.Join(err, told)
	}
	return errs.Unavailable("nats_unavailable", "NATS at %s does not answer", b.config.where()).Wrap(err)
}

// unreachable says why there is no connection.
func (c config) unreachable(err error) error {
	switch {
	case errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired) || errors.Is(err, nats.ErrAuthRevoked):
		return errs.Unauthenticated("nats_credentials_refused",
			"NATS at %s refuses the user; correct the user and the password of the URL, or its parameter creds", c.where()).Wrap(err)
	case errors.Is(err, nats.ErrNoServers) || errors.Is(err, nats.ErrTimeout):
		return errs.Unavailable("nats_unavailable",
			"no NATS server answers at %s; start one (nats-server -js) or correct the URL", c.where()).Wrap(err)
	default:
		return errs.Unavailable("nats_unavailable", "NATS at %s cannot be used", c.where()).Wrap(fmt.Errorf("connect: %w", err))
	}
}
