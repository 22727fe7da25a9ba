package transport

import (
	"context"
	"errors"
	"sync"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
)

// Patient returns the bus that open opens. When the transport is not there, which is an
// errs.KindUnavailable, it returns one that opens it when it is used: a service that takes
// orders need not wait for the broker which it tells others of them by. Every other error, such
// as one of wrong credentials, is returned.
//
//	bus, err := transport.Patient(ctx, func(ctx context.Context) (transport.Bus, error) {
//		return drivers.Open(ctx, settings.EventsURL)
//	})
func Patient(ctx context.Context, open func(ctx context.Context) (Bus, error)) (Bus, error) {
	bus, err := open(ctx)
	if err != nil && !errors.Is(err, errs.KindUnavailable) {
		return nil, err
	}
	if err == nil {
		return bus, nil
	}
	return &patient{open: open, turn: make(chan struct{}, 1)}, nil
}

var (
	_ Bus         = (*patient)(nil)
	_ Declarer    = (*patient)(nil)
	_ DeadLetters = (*patient)(nil)
)

// patient is a bus that is opened when it is used.
type patient struct {
	open func(ctx context.Context) (Bus, error)
	turn chan struct{} // held by who opens

	mu     sync.Mutex
	bus    Bus
	closed bool
}

var errClosed = errs.Unavailable("transport_closed", "the transport is closed")

// get returns the bus, opened if it is not yet.
func (p *patient) get(ctx context.Context) (Bus, error) {
	if bus, err := p.opened(); bus != nil || err != nil {
		return bus, err
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, errs.Unavailable("transport_unavailable", "the transport is not open yet").Wrap(ctx.Err())
	}
	if bus, err := p.opened(); bus != nil || err != nil {
		return bus, err
	}
	bus, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.Join(errClosed, bus.Close())
	}
	p.bus = bus
	return bus, nil
}

func (p *patient) opened() (Bus, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	return p.bus, nil
}

// Publish is the method of [Publisher].
func (p *patient) Publish(ctx context.Context, events ...cloudevents.Event) error {
	bus, err := p.get(ctx)
	if err != nil {
		return err
	}
	return bus.Publish(ctx, events...)
}

// Consume waits for the transport and is the method of [Consumer] then.
func (p *patient) Consume(ctx context.Context, group Group, handle Handler) error {
	for try := 1; ; try++ {
		bus, err := p.get(ctx)
		if err == nil {
			return bus.Consume(ctx, group, handle)
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // that is how it ends
		}
		if !errors.Is(err, errs.KindUnavailable) || errors.Is(err, errClosed) {
			return err
		}
		if !(Backoff{}).Wait(ctx, try) {
			return nil
		}
	}
}

// Declare is the method of [Declarer].
func (p *patient) Declare(ctx context.Context, group Group) error {
	bus, err := p.get(ctx)
	if err != nil {
		return err
	}
	return Declare(ctx, bus, group)
}

// DeadLetters is the method of [DeadLetters]. A transport that keeps none has none.
func (p *patient) DeadLetters(ctx context.Context, group string, limit int) ([]DeadLetter, error) {
	bus, err := p.get(ctx)
	if err != nil {
		return nil, err
	}
	if keeper, ok := bus.(DeadLetters); ok {
		return keeper.DeadLetters(ctx, group, limit)
	}
	return nil, nil
}

// Ping is the method of [Bus]; it opens the transport.
func (p *patient) Ping(ctx context.Context) error {
	bus, err := p.get(ctx)
	if err != nil {
		return err
	}
	return bus.Ping(ctx)
}

// Close is the method of [Bus].
func (p *patient) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.bus == nil {
		return nil
	}
	return p.bus.Close()
}
