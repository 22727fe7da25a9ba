package di

import (
	"fmt"
	"reflect"
)

// Resolver is what services are asked of: a *[Container] for singletons and
// whatever is made of them alone, a *[Scope] for everything.
type Resolver interface {
	scope() *Scope
}

var (
	_ Resolver = (*Container)(nil)
	_ Resolver = (*Scope)(nil)
)

// Resolve returns the service T, building it when it is scoped and not there
// yet, or transient. Of the options only [Key] matters. A slice []T that is not
// registered itself is every T in order of registration. The error is one of
// [ErrNotRegistered], [ErrNeedsScope], [ErrClosed] or a [*ConstructError].
func Resolve[T any](r Resolver, opts ...Option) (T, error) {
	s := r.scope()
	var zero T
	p := s.container.single[serviceOf[T](keyOf(opts))]
	if p == nil || p.needs || s.closed.Load() {
		var err error
		if p, err = s.usable(serviceOf[T](keyOf(opts))); err != nil {
			return zero, err
		}
	}
	v, err := p.get(s)
	if err != nil {
		return zero, err
	}
	t, _ := v.(T) // a plan makes what it is registered for
	return t, nil
}

// ResolveAll returns every T that is registered, in the order of registration;
// none is no error. Of the options only [Key] matters.
func ResolveAll[T any](r Resolver, opts ...Option) ([]T, error) {
	s := r.scope()
	elements := s.container.model.all[serviceOf[T](keyOf(opts))]
	all := make([]T, 0, len(elements))
	for _, n := range elements {
		p := s.container.plans[n.index]
		if err := s.check(p); err != nil {
			return nil, err
		}
		v, err := p.get(s)
		if err != nil {
			return nil, err
		}
		t, _ := v.(T)
		all = append(all, t)
	}
	return all, nil
}

// keyOf returns the key among the options.
func keyOf(opts []Option) string {
	if len(opts) == 0 {
		return ""
	}
	return newSettings(opts).key
}

// usable finds the plan of a service and checks that this scope can make it.
func (s *Scope) usable(want service) (*plan, error) {
	p, err := s.container.plan(want)
	if err != nil {
		return nil, err
	}
	return p, s.check(p)
}

func (s *Scope) check(p *plan) error {
	switch {
	case s.closed.Load():
		return fmt.Errorf("resolve %v: the %s is %w", p.service, s.noun(), ErrClosed)
	case p.needs && s == &s.container.root:
		return fmt.Errorf("resolve %v: it %w; open one with container.NewScope, or take the one of the call with di.ScopeOf(ctx)", p.service, ErrNeedsScope)
	}
	return nil
}

func (s *Scope) noun() string {
	if s == &s.container.root {
		return "container"
	}
	return "scope"
}

func (m *model) unknown(s service) error {
	if n := len(m.all[s]); n > 0 {
		return fmt.Errorf("resolve %v: %d are registered with di.Many and none alone; use di.ResolveAll: %w", s, n, ErrNotRegistered)
	}
	return fmt.Errorf("resolve %v: %w; %s", s, ErrNotRegistered, m.hint(s, registerHint(s)))
}

// Ref is compiled access to one service, for frameworks that ask for the same
// service in every call. The zero Ref is not usable; make it with [RefOf], in an
// OnBuild hook. It is safe for concurrent use.
type Ref[T any] struct {
	container *Container
	plan      *plan
	value     T // of a fixed plan
}

// RefOf looks the service up once. The error is [ErrNotRegistered].
func RefOf[T any](c *Container, opts ...Option) (Ref[T], error) {
	p, err := c.plan(serviceOf[T](keyOf(opts)))
	if err != nil {
		return Ref[T]{}, err
	}
	ref := Ref[T]{container: c, plan: p}
	if p.kind == planFixed {
		ref.value, _ = p.value.(T)
	}
	return ref, nil
}

// Promoted returns the service when it was built once, inside Build: a singleton
// or a promoted one. Then no scope is needed.
func (r Ref[T]) Promoted() (T, bool) { return r.value, r.plan.kind == planFixed }

// Get returns the service for a scope of the same container. Where Promoted holds
// the scope may be nil.
func (r Ref[T]) Get(s *Scope) (T, error) {
	if r.plan.kind == planFixed {
		return r.value, nil
	}
	if s == nil || s.container != r.container || s.closed.Load() {
		return r.value, r.refused(s)
	}
	v, err := r.plan.get(s)
	if err != nil {
		return r.value, err
	}
	t, _ := v.(T)
	return t, nil
}

// refused says why the scope cannot be asked.
func (r Ref[T]) refused(s *Scope) error {
	if s != nil && s.container == r.container {
		return s.check(r.plan)
	}
	return fmt.Errorf("resolve %v: it %w, of the container that the Ref was made for", r.plan.service, ErrNeedsScope)
}

// isReference says whether two equal values are one and the same thing.
func isReference(v any) bool {
	switch reflect.TypeOf(v).Kind() {
	case reflect.Pointer, reflect.Chan, reflect.UnsafePointer:
		return true
	default:
		return false
	}
}
