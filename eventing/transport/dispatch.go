package transport

import (
	"context"
	"slices"
	"sync"
	"time"
)

// settling is how long the broker may take to be told what became of an event.
const settling = 10 * time.Second

// Receive hands messages to deliver, in the order in which they came, until ctx is over.
// It returns nil then, without anything of the broker left that would be delivered. An
// error says that what was delivered can no longer be acknowledged: the connection it came
// over is gone, or another consumer has taken over.
//
// Deliver blocks while [Group].InFlight are held. It returns an error once ctx is over; the
// message is given back then like others that were not begun.
type Receive func(ctx context.Context, deliver func(Message) error) error

// Dispatch calls receive and handles what it delivers in the way that the package
// documentation tells: in order for each key, many keys at once, again after a failure, put
// aside at last. It returns what receive returned, once no handler runs and every message
// has been settled or given back.
//
// When ctx is over, or receive returns nil, handlers have [Group].Grace to finish. When
// receive returns an error they are cancelled at once, for what they do is done again by
// somebody else. The group has been completed by [Group.Complete].
func Dispatch(ctx context.Context, group Group, handle Handler, receive Receive) error {
	begin, stop := context.WithCancel(ctx)
	defer stop()
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	d := &dispatcher{
		group: group, handle: handle,
		begin: begin, work: work,
		places: make(chan struct{}, group.InFlight),
		turns:  make(chan struct{}, group.Concurrency),
		lanes:  map[string][]*parcel{},
	}
	err := receive(begin, d.deliver)
	stop()
	if err != nil {
		abandon()
	}
	grace := time.AfterFunc(group.Grace, abandon)
	d.running.Wait()
	grace.Stop()
	d.giveBack()
	return err
}

// dispatcher is one call of Dispatch.
type dispatcher struct {
	group  Group
	handle Handler
	begin  context.Context //nolint:containedctx // over when nothing more is begun
	work   context.Context //nolint:containedctx // of the handlers, which outlives the other

	places  chan struct{} // one for each message that is held
	turns   chan struct{} // one for each handler that runs
	running sync.WaitGroup

	mu    sync.Mutex
	lanes map[string][]*parcel // by key: the messages that wait for the one being handled
	left  []*parcel            // not settled when nothing more was begun
	count int
}

// parcel is a message on its way through.
type parcel struct {
	Message
	number  int    // in which order it came
	settled func() // to be called when the broker knows what became of it
}

// about is the message for the log.
func (p *parcel) about(group Group, err error) []any {
	e := p.Event()
	return []any{
		"group", group.Name, "event_type", e.Type, "event_source", e.Source, "event_id", e.ID,
		"event_key", e.Key(), "error", err,
	}
}

func (d *dispatcher) deliver(m Message) error {
	p := d.number(m)
	select {
	case d.places <- struct{}{}:
	case <-d.begin.Done():
		d.leave(p)
		return context.Cause(d.begin)
	}
	if e, ok := m.(Extender); ok {
		d.extend(p, e)
	}
	d.enqueue(p)
	return nil
}

func (d *dispatcher) number(m Message) *parcel {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.count++
	return &parcel{Message: m, number: d.count, settled: func() {}}
}

// leave keeps a message to be given back.
func (d *dispatcher) leave(p *parcel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left = append(d.left, p)
}

// giveBack returns what was not settled, in the order in which it came.
func (d *dispatcher) giveBack() {
	slices.SortFunc(d.left, func(a, b *parcel) int { return a.number - b.number })
	for _, p := range d.left {
		if err := d.tell(p.GiveBack); err != nil {
			d.group.Log.Warn("an event could not be given back and comes again when the broker misses it", p.about(d.group, err)...)
		}
		p.settled()
	}
}

// tell has the broker told what became of a message. It does not hang on a context that
// is over: what was handled is to be acknowledged at the end too.
func (d *dispatcher) tell(what func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.work), settling)
	defer cancel()
	return what(ctx)
}

// extend keeps the broker from giving the message to another until it is settled.
func (d *dispatcher) extend(p *parcel, e Extender) {
	ctx, settled := context.WithCancel(context.WithoutCancel(d.work))
	ended := make(chan struct{})
	p.settled = func() {
		settled()
		<-ended
	}
	go func() {
		defer close(ended)
		ticker := time.NewTicker(max(e.Lifetime()/3, time.Millisecond))
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				if err := e.Extend(ctx); err != nil && ctx.Err() == nil {
					d.group.Log.Warn("an event could not be kept and may come twice", p.about(d.group, err)...)
				}
			case <-ctx.Done():
				return
			}
		}
	}()
}
