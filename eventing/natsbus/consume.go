package natsbus

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// Declare implements [transport.Declarer].
func (b *Bus) Declare(ctx context.Context, group transport.Group) error {
	group, err := group.Complete()
	if err == nil {
		err = b.check()
	}
	if err != nil {
		return err
	}
	if err := b.declare(ctx, group.Name); err != nil {
		return b.away(fmt.Errorf("declare the group %q: %w", group.Name, err))
	}
	return nil
}

// Consume implements [transport.Consumer].
func (b *Bus) Consume(ctx context.Context, group transport.Group, handle transport.Handler) error {
	group, err := group.Complete()
	if err == nil {
		err = b.check()
	}
	if err != nil {
		return err
	}
	c := newClaim(b, group)
	for {
		if err := c.acquire(ctx); ctx.Err() != nil || err != nil {
			return unlessOver(ctx, err)
		}
		if err := c.work(ctx, handle); err != nil && ctx.Err() == nil {
			group.Log.Warn("a group is no longer held and is claimed again", "group", group.Name, "error", err)
		}
	}
}

// unlessOver returns the error, or nil when ctx is over and that is why.
func unlessOver(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // that is how it ends
	}
	return err
}

// work handles events until ctx is over or the claim is lost.
func (c *claim) work(ctx context.Context, handle transport.Handler) error {
	m := newMark(c.saved)
	working, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		c.keep(keeping, m, lose)
	}()
	err := transport.Dispatch(working, c.group, c.whileHeld(handle), func(receiving context.Context, deliver func(transport.Message) error) error {
		(&reader{claim: c, mark: m, deliver: deliver}).read(receiving)
		if ctx.Err() == nil {
			return context.Cause(working)
		}
		return nil
	})
	stop()
	<-kept
	c.release(ctx, m)
	return err
}

// whileHeld begins nothing that another consumer may have begun: a process that was paused
// finds out before it goes on.
func (c *claim) whileHeld(handle transport.Handler) transport.Handler {
	return func(ctx context.Context, d transport.Delivery) error {
		if !c.holds() {
			return errs.Unavailable("group_not_held", "the group %q may have been taken over", c.group.Name)
		}
		return handle(ctx, d)
	}
}

// message is an event of the stream that is being handled.
type message struct {
	claim    *claim
	mark     *mark
	event    cloudevents.Event
	header   nats.Header
	data     []byte
	sequence uint64
}

func (m *message) Event() cloudevents.Event { return m.event }
func (m *message) Deliveries() int          { return 1 }

// Ack moves the progress, which is written soon.
func (m *message) Ack(context.Context) error {
	m.mark.settle(m.sequence)
	return nil
}

// GiveBack does nothing: the progress ends before the message.
func (m *message) GiveBack(context.Context) error { return nil }

func (m *message) PutAside(ctx context.Context, reason error) error {
	b := m.claim.bus
	if err := b.prepareDead(ctx); err != nil {
		return err
	}
	letter := nats.NewMsg(b.config.deadSubject(m.claim.group.Name))
	for name, values := range m.header {
		if name != nats.MsgIdHdr && name != nats.ExpectedStreamHdr {
			letter.Header[name] = values
		}
	}
	letter.Header.Set(reasonHeader, cloudevents.Escape(short(reason.Error())))
	letter.Header.Set(sequenceHeader, strconv.FormatUint(m.sequence, 10))
	letter.Data = m.data
	id := m.claim.group.Name + " " + strconv.FormatUint(m.sequence, 10)
	if err := b.store(ctx, letter, b.config.dead(), id); err != nil {
		return fmt.Errorf("put aside: %w", err)
	}
	m.mark.settle(m.sequence)
	return nil
}

// short cuts the reason of a dead letter to what its header has room for.
func short(reason string) string {
	return strings.ToValidUTF8(reason[:min(len(reason), longReason)], "")
}

// errForeign is the reason of a message that is no CloudEvent.
var errForeign = errors.New("the message is no CloudEvent")
