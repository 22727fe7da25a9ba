package natsbus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

const (
	page   = 256             // how many events are asked for at a time, at most
	idle   = 5 * time.Second // how long a request waits for events
	forget = time.Minute     // after how long the server forgets a reader that asks no more
)

// reader reads the stream in order, from the progress of its group on.
type reader struct {
	claim   *claim
	mark    *mark
	deliver func(transport.Message) error

	next uint64 // the sequence of the stream to go on with
}

// read delivers until ctx is over. When the order of what comes is in doubt, and whenever
// the connection was lost, it begins anew behind the last event it has seen.
func (r *reader) read(ctx context.Context) {
	r.next = r.mark.progress().Done + 1
	pause := transport.Backoff{First: 20 * time.Millisecond, Limit: 2 * time.Second}
	for failures := 0; ctx.Err() == nil; {
		before := r.next
		err := r.follow(ctx)
		if ctx.Err() != nil {
			return
		}
		if failures++; r.next != before {
			failures = 1
		}
		if failures > 3 {
			r.claim.group.Log.Warn("the stream cannot be read at present", "group", r.claim.group.Name, "error", err)
		}
		pause.Wait(ctx, failures)
	}
}

// follow reads by one consumer of the server, which keeps no state that matters.
func (r *reader) follow(ctx context.Context) error {
	ctx, cancel := r.claim.bus.untilLost(ctx)
	defer cancel()
	if err := r.align(ctx); err != nil {
		return err
	}
	consumer, err := r.subscribe(ctx)
	if err != nil {
		return err
	}
	defer r.leave(ctx, consumer.CachedInfo().Name)
	for counted := uint64(0); ; {
		batch, err := consumer.Fetch(min(page, r.claim.group.InFlight), jetstream.FetchMaxWait(idle))
		if err != nil {
			return err
		}
		before := counted
		if counted, err = r.take(ctx, batch, counted); err != nil {
			return err
		}
		if counted == before {
			if err := r.passQuiet(ctx, consumer, counted); err != nil {
				return err
			}
		}
	}
}

func (r *reader) subscribe(ctx context.Context) (jetstream.Consumer, error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	b := r.claim.bus
	return b.js.CreateConsumer(ctx, b.config.stream, jetstream.ConsumerConfig{
		Description: "reads for the group " + r.claim.group.Name, AckPolicy: jetstream.AckNonePolicy,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.next,
		FilterSubject: b.config.filter(r.claim.group), InactiveThreshold: forget, MemoryStorage: true, Replicas: 1,
	})
}

// leave has the server forget the consumer at once rather than in a minute.
func (r *reader) leave(ctx context.Context, name string) {
	b := r.claim.bus
	if !b.conn.IsConnected() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), asking/5)
	defer cancel()
	_ = b.js.DeleteConsumer(ctx, b.config.stream, name) // the server forgets it by itself
}

// take delivers what was fetched. Counted is how many the consumer has sent before: a gap
// says that some were lost on the way.
func (r *reader) take(ctx context.Context, batch jetstream.MessageBatch, counted uint64) (uint64, error) {
	for {
		select {
		case m, more := <-batch.Messages():
			if !more {
				return counted, quiet(batch.Error())
			}
			place, err := m.Metadata()
			if err != nil {
				return counted, err
			}
			if counted++; place.Sequence.Consumer != counted {
				return counted, fmt.Errorf("message %d of the reader came in place of %d", place.Sequence.Consumer, counted)
			}
			if err := r.hand(ctx, m, place.Sequence.Stream); err != nil {
				return counted, err
			}
			r.next = place.Sequence.Stream + 1
		case <-ctx.Done():
			return counted, ctx.Err()
		}
	}
}

// hand delivers one message, unless it is done already or for others.
func (r *reader) hand(ctx context.Context, m jetstream.Msg, sequence uint64) error {
	if !r.mark.begin(sequence) {
		return nil
	}
	p := &message{claim: r.claim, mark: r.mark, header: m.Headers(), data: m.Data(), sequence: sequence}
	var err error
	p.event, err = decode(p.header, p.data, unlimited)
	switch {
	case err != nil:
		return r.foreign(ctx, p, err)
	case !r.claim.group.Receives(p.event.Type):
		r.mark.settle(sequence)
		return nil
	default:
		return r.deliver(p)
	}
}

// unlimited leaves it to the server how large an event is.
var unlimited = cloudevents.Limits{EventBytes: 1 << 30, Attributes: 1 << 10}

// foreign puts aside what is no event, however long it takes to reach the server.
func (r *reader) foreign(ctx context.Context, m *message, reason error) error {
	r.claim.group.Log.Error("a message of the stream is no CloudEvent and is put aside",
		"group", r.claim.group.Name, "sequence", m.sequence, "error", reason)
	for try := 1; ; try++ {
		err := m.PutAside(ctx, fmt.Errorf("%w: %w", errForeign, reason))
		if err == nil || !r.claim.group.Backoff.Wait(ctx, try) {
			return err
		}
	}
}

// passQuiet is called when nothing came. It moves the progress behind events that are not
// for the group, and finds out whether something that was sent did not come.
func (r *reader) passQuiet(ctx context.Context, consumer jetstream.Consumer, counted uint64) error {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	stream, err := r.claim.bus.info(ctx)
	if err != nil {
		return err
	}
	info, err := consumer.Info(ctx) // after the stream: what is not pending now was not then
	if err != nil {
		return err
	}
	if info.Delivered.Consumer != counted {
		return fmt.Errorf("of %d messages of the reader %d came", info.Delivered.Consumer, counted)
	}
	if info.NumPending == 0 && stream.State.LastSeq >= r.next {
		r.mark.pass(stream.State.LastSeq)
		r.next = stream.State.LastSeq + 1
	}
	return nil
}

// quiet takes away the errors that say that there was nothing to read.
func quiet(err error) error {
	if errors.Is(err, nats.ErrTimeout) || errors.Is(err, jetstream.ErrNoMessages) {
		return nil
	}
	return err
}
