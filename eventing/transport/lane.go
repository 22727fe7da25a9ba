package transport

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// errStopped is the error of a message that is not to be begun any more.
var errStopped = errors.New("nothing more is begun")

// enqueue puts the message behind those of its key. The first of a key gets a goroutine,
// which goes on with those that have come meanwhile. One without a key waits for nobody.
func (d *dispatcher) enqueue(p *parcel) {
	key := p.Event().Key()
	if key == "" {
		d.running.Go(func() { d.carry(p) })
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if waiting, busy := d.lanes[key]; busy {
		d.lanes[key] = append(waiting, p)
		return
	}
	d.lanes[key] = nil
	d.running.Go(func() {
		for next := p; next != nil; next = d.next(key) {
			d.carry(next)
		}
	})
}

// next takes the message that has waited longest, or takes the lane away if there is none.
func (d *dispatcher) next(key string) *parcel {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := d.lanes[key]
	if len(waiting) == 0 {
		delete(d.lanes, key)
		return nil
	}
	d.lanes[key] = waiting[1:]
	return waiting[0]
}

// carry handles a message until it is settled or left. Since nothing is begun any more
// once one was left, those behind it in its lane are left too.
func (d *dispatcher) carry(p *parcel) {
	defer func() { <-d.places }()
	err := d.handleUntil(p)
	switch {
	case err == nil:
		if err := d.tell(p.Ack); err != nil {
			d.group.Log.Warn("an event was handled and could not be acknowledged; it comes again", p.about(d.group, err)...)
		}
	case errors.Is(err, errStopped) || !d.putAside(p, err):
		d.leave(p)
		return
	}
	p.settled()
}

// handleUntil calls the handler until it takes the message or can no more.
func (d *dispatcher) handleUntil(p *parcel) error {
	counted := 0
	for try := 1; ; try++ {
		err := d.try(p, p.Deliveries()-1+try)
		if err == nil || errors.Is(err, errStopped) || Rejected(err) {
			return err
		}
		if !passing(err) {
			counted++
		}
		if counted >= d.group.Attempts {
			return fmt.Errorf("tried %d times: %w", try, err)
		}
		d.group.Log.Warn("an event was not taken and is tried again", append(p.about(d.group, err), "attempt", try)...)
		if !d.group.Backoff.Wait(d.begin, try) {
			return errStopped
		}
	}
}

// try calls the handler once, when it is its turn.
func (d *dispatcher) try(p *parcel, attempt int) (err error) {
	select {
	case d.turns <- struct{}{}:
		defer func() { <-d.turns }()
	case <-d.begin.Done():
	}
	if d.begin.Err() != nil {
		return errStopped
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the handler panicked: %v\n%s", r, debug.Stack())
		}
		if err != nil && d.work.Err() != nil {
			err = errStopped // it was told to end and is not to blame
		}
	}()
	return d.handle(d.work, Delivery{Event: p.Event(), Attempt: attempt})
}

// putAside has the broker keep the message as a dead letter, however long it takes to
// reach it: the key does not go on before. It reports false when nothing more is begun.
func (d *dispatcher) putAside(p *parcel, reason error) bool {
	d.group.Log.Error("an event is put aside", p.about(d.group, reason)...)
	for try := 1; ; try++ {
		err := d.tell(func(ctx context.Context) error { return p.PutAside(ctx, reason) })
		if err == nil {
			return true
		}
		d.group.Log.Error("an event could not be put aside; its key waits", p.about(d.group, err)...)
		if !d.group.Backoff.Wait(d.begin, try) {
			return false
		}
	}
}
