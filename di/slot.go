package di

import (
	"context"
	"fmt"
	"sync/atomic"
)

// inlineSlots is how many scoped services a scope has room for in itself. The
// others share one more allocation, made when the first of them is asked for.
const inlineSlots = 4

// slot holds one scoped service. Its value is written once, before the state
// becomes slotReady.
type slot struct {
	state atomic.Uint32
	value any
}

const (
	slotEmpty uint32 = iota
	slotBusy
	slotAwaited // busy, and somebody waits
	slotReady
)

// scoped returns the scope's one instance of the plan.
func (s *Scope) scoped(p *plan) (any, error) {
	sl := s.slot(p.slot)
	for {
		if sl.state.Load() == slotReady {
			return sl.value, nil
		}
		if s.closed.Load() {
			return nil, fmt.Errorf("resolve %v: the scope is %w", p.service, ErrClosed)
		}
		if sl.state.CompareAndSwap(slotEmpty, slotBusy) {
			return s.fill(sl, p)
		}
		if err := s.wait(sl, p); err != nil {
			return nil, err
		}
	}
}

// fill makes the service of a slot that this goroutine has taken. When that
// fails the slot is empty again, and the next who asks tries anew.
func (s *Scope) fill(sl *slot, p *plan) (v any, err error) {
	state := slotEmpty
	defer func() {
		if sl.state.Swap(state) == slotAwaited {
			s.wake()
		}
	}()
	if v, err = p.make(s); err == nil {
		sl.value = v
		state = slotReady
	}
	return v, err
}

func (s *Scope) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.settled != nil {
		close(s.settled)
		s.settled = nil
	}
}

// wait returns when some slot of the scope has settled. Whoever fills the slot
// sees that it is awaited and cannot wake before the channel is there, because
// both happen under the lock.
func (s *Scope) wait(sl *slot, p *plan) error {
	s.mu.Lock()
	if !sl.state.CompareAndSwap(slotBusy, slotAwaited) && sl.state.Load() != slotAwaited {
		s.mu.Unlock()
		return nil
	}
	if s.settled == nil {
		s.settled = make(chan struct{})
	}
	settled := s.settled
	s.mu.Unlock()
	select {
	case <-settled:
		return nil
	case <-s.parent.Done():
		return fmt.Errorf("resolve %v, which another call is building (a constructor that asks its own scope for itself waits for ever): %w",
			p.service, context.Cause(s.parent))
	}
}

func (s *Scope) slot(i int) *slot {
	if i < inlineSlots {
		return &s.slots[i]
	}
	rest := s.more.Load()
	if rest == nil {
		made := make([]slot, s.container.slots-inlineSlots)
		if s.more.CompareAndSwap(nil, &made) {
			rest = &made
		} else {
			rest = s.more.Load()
		}
	}
	return &(*rest)[i-inlineSlots]
}
