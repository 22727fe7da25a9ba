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
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

const (
	window     = 256              // how many keys of one call are under way at a time
	persist    = 10 * time.Second // how long an event is sent again by itself
	longReason = 1 << 10          // bytes of the reason of a dead letter, each escaped to three at most
	deadRoom   = 4 << 10          // what a dead letter has beyond the event
)

// outgoing is an event as it is sent.
type outgoing struct {
	message *nats.Msg
	id      string
}

// Publish implements [transport.Publisher]. The keys of one call go side by side; within a
// key an event is sent when the one before it is stored.
func (b *Bus) Publish(ctx context.Context, events ...cloudevents.Event) error {
	lanes, err := b.lanes(events)
	if err != nil {
		return err
	}
	if err := b.begin(); err != nil {
		return err
	}
	defer b.publishing.Done()
	if len(lanes) == 1 {
		return b.sendAll(ctx, lanes[0])
	}
	var sending sync.WaitGroup
	failures := make([]error, len(lanes))
	turns := make(chan struct{}, window)
	for i, lane := range lanes {
		turns <- struct{}{}
		sending.Go(func() {
			failures[i] = b.sendAll(ctx, lane)
			<-turns
		})
	}
	sending.Wait()
	return worst(failures)
}

// lanes encodes the events and parts them by key.
func (b *Bus) lanes(events []cloudevents.Event) ([][]outgoing, error) {
	var lanes [][]outgoing
	place := map[string]int{}
	limit := int(b.conn.MaxPayload()) - deadRoom
	for i, event := range events {
		if err := event.Validate(); err != nil {
			return nil, fmt.Errorf("publish event %d of %d: %w", i+1, len(events), err)
		}
		m := encode(b.config.subject+"."+token(event.Type), event)
		if n := size(m); limit > 0 && n > limit {
			return nil, errs.New(errs.KindTooLarge, "event_too_large",
				"event %q of %s has %d bytes and NATS takes %d; send a reference to the data, or raise max_payload of the server", event.ID, event.Source, n, limit)
		}
		key := event.Key()
		at, found := place[key]
		if !found || key == "" {
			at = len(lanes)
			place[key] = at
			lanes = append(lanes, nil)
		}
		lanes[at] = append(lanes[at], outgoing{message: m, id: messageID(event)})
	}
	return lanes, nil
}

// begin keeps Close waiting until publishing is done.
func (b *Bus) begin() error {
	b.closing.RLock()
	defer b.closing.RUnlock()
	if b.closed {
		return errs.Unavailable("transport_closed", "the transport is closed")
	}
	b.publishing.Add(1)
	return nil
}

func (b *Bus) sendAll(ctx context.Context, lane []outgoing) error {
	for _, o := range lane {
		if err := b.send(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// send returns once the event is stored. The server knows by the id what it has stored
// before, so it is sent again while it is not known to be.
func (b *Bus) send(ctx context.Context, o outgoing) error {
	ctx, cancel := context.WithTimeout(ctx, persist)
	defer cancel()
	pause := transport.Backoff{First: 10 * time.Millisecond, Limit: time.Second}
	for try := 1; ; try++ {
		err := b.store(ctx, o.message, b.config.stream, o.id)
		if err == nil {
			return nil
		}
		var refused *jetstream.APIError
		switch {
		case errors.Is(err, nats.ErrMaxPayload), errors.Is(err, jetstream.ErrStreamMessageExceedsMaximum):
			return errs.New(errs.KindTooLarge, "event_too_large", "NATS takes no event of this size").Wrap(err)
		case errors.As(err, &refused) && refused.Code < 500:
			return errs.Unavailable("nats_refused", "the stream %q of NATS takes no events at present", b.config.stream).Wrap(err)
		}
		if !pause.Wait(ctx, try) {
			return b.away(err)
		}
	}
}

// store sends a message to a stream and returns once it is stored.
func (b *Bus) store(ctx context.Context, m *nats.Msg, stream, id string) error {
	ctx, cancel := b.untilLost(ctx)
	defer cancel()
	ctx, late := context.WithTimeout(ctx, asking)
	defer late()
	_, err := b.js.PublishMsg(ctx, m, jetstream.WithMsgID(id), jetstream.WithExpectStream(stream))
	return err
}

// worst returns an error by which the caller does not publish again what cannot be, unless
// there is something else to publish again.
func worst(failures []error) error {
	var first error
	for _, err := range failures {
		if first == nil || err != nil && errs.KindOf(err) == errs.KindUnavailable {
			first = err
		}
	}
	return first
}
