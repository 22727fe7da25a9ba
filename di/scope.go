package di

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// Scope holds the scoped services of one unit of work: an HTTP request, a
// message, a job, a test. It builds each when it is first asked for, and Close
// disposes of them in reverse order. It travels in a context and is safe for
// concurrent use: of several goroutines that ask for a service, one builds it
// and the others wait for it.
type Scope struct {
	container *Container
	parent    context.Context
	closed    atomic.Bool
	waiting   atomic.Bool // somebody waits on settled
	mu        sync.Mutex  // guards owned and settled
	owned     []owned
	settled   chan struct{}
	more      atomic.Pointer[[]slot]
	slots     [inlineSlots]slot
}

// inlineSlots is how many scoped services a scope has room for in itself. The
// others share one more allocation, made when the first of them is asked for.
const inlineSlots = 6

// slot holds one scoped service. Its value is written once, before the state
// becomes slotReady.
type slot struct {
	state atomic.Uint32
	value any
}

const (
	slotEmpty uint32 = iota
	slotBusy
	slotReady
)

// carrier is a Scope in its role as the context that carries it, so that both
// are one allocation.
type carrier Scope

type scopeKey struct{}

// ScopeOf returns the scope that travels in ctx, the innermost where there are
// several.
func ScopeOf(ctx context.Context) (*Scope, bool) {
	if c, ok := ctx.(*carrier); ok {
		return (*Scope)(c), true
	}
	s, ok := ctx.Value(scopeKey{}).(*Scope)
	return s, ok
}

// Context returns the context the scope travels in. It ends with the context
// that was given to NewScope, not with Close.
func (s *Scope) Context() context.Context { return (*carrier)(s) }

// Close disposes of what the scope has built, in reverse order of creation, and
// tells each [Disposer] the error that ended the scope, nil for success. Every
// one is tried; their errors are joined. Asking a closed scope for a service is
// an error; closing it again does nothing.
func (s *Scope) Close(cause error) error {
	if s.closed.Swap(true) {
		return nil
	}
	s.mu.Lock()
	list := s.owned
	s.owned = nil
	s.mu.Unlock()
	if len(list) == 0 {
		return nil
	}
	ctx := context.WithoutCancel(s.Context())
	var errs []error
	for i := len(list) - 1; i >= 0; i-- {
		if err := list[i].dispose(ctx, cause); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// own keeps a value to be disposed of. A value that is owned already, here or by
// the container, stays with its owner.
func (s *Scope) own(p *plan, v any) error {
	o := owned{plan: p, value: v}
	s.mu.Lock()
	if s.closed.Load() {
		s.mu.Unlock()
		err := fmt.Errorf("%v was built while its scope was closed: %w", p.service, ErrClosed)
		return errors.Join(err, o.dispose(context.WithoutCancel(s.Context()), err))
	}
	if !s.owns(v) && (s == &s.container.root || !s.container.root.owns(v)) {
		s.owned = append(s.owned, o)
	}
	s.mu.Unlock()
	return nil
}

func (s *Scope) owns(v any) bool {
	if !isReference(v) {
		return false
	}
	for _, o := range s.owned {
		if o.value == v {
			return true
		}
	}
	return false
}

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
		sl.state.Store(state)
		if s.waiting.Load() {
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
		s.waiting.Store(false)
	}
}

// wait returns when some slot of the scope has settled. The slot is looked at
// again after waiting is set, so that the wake of one that settles meanwhile is
// not missed.
func (s *Scope) wait(sl *slot, p *plan) error {
	s.mu.Lock()
	if s.settled == nil {
		s.settled = make(chan struct{})
	}
	settled := s.settled
	s.waiting.Store(true)
	s.mu.Unlock()
	if sl.state.Load() != slotBusy {
		return nil
	}
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

func (s *Scope) scope() *Scope { return s }
