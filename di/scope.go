package di

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	mu        sync.Mutex // guards owned and settled
	owned     []owned
	settled   chan struct{} // closed when a slot settles that somebody awaits
	more      atomic.Pointer[[]slot]
	slots     [inlineSlots]slot
}

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
	for _, l := range slices.Backward(list) {
		if err := l.dispose(ctx, cause); err != nil {
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
		err := fmt.Errorf("%v was built while its %s was being closed: %w", p.service, s.noun(), ErrClosed)
		return errors.Join(err, o.dispose(context.WithoutCancel(s.Context()), err))
	}
	if !s.owns(v) {
		s.owned = append(s.owned, o)
	}
	s.mu.Unlock()
	return nil
}

func (s *Scope) owns(v any) bool {
	if !isReference(v) {
		return false
	}
	return s.container.kept[v] || slices.ContainsFunc(s.owned, func(o owned) bool { return o.value == v })
}

func (s *Scope) scope() *Scope { return s }
