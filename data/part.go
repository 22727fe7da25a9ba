package data

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

// Part is what a repository of another kind than those of this package adds to the
// commit of a store: the event-sourced one of eventstore is such. It is used by one
// goroutine at a time.
type Part interface {
	// Events returns the events recorded by what is to be written, without those
	// returned before.
	Events() []any
	// Writes returns what the store is to do at the commit.
	Writes() ([]Write, error)
	// Explain returns the error for a commit that failed with err, in the words of the
	// part when it was about one of its writes, else err.
	Explain(err error) error
	// Settle tells the part that its writes are stored. It cannot fail any more.
	Settle(ctx context.Context)
}

// Join calls fn with the part that takes part in the unit of work in ctx under the
// key, made by create when it is the first time; the unit commits it together with
// all else. Outside of a unit fn gets a new part (alone is true), which is committed
// as soon as fn is through.
func Join[P Part](ctx context.Context, store Store, key any, create func(alone bool) P, fn func(P) error) error {
	return work(ctx, store, func(s *session) error {
		if p, ok := s.parts[key].(P); ok {
			return fn(p)
		}
		p := create(s.alone)
		if s.parts == nil {
			s.parts = make(map[any]Part)
		}
		s.parts[key] = p
		s.joined = append(s.joined, p)
		return fn(p)
	})
}

// work runs fn with the session of the store in the unit in ctx, or with one that is
// committed as soon as fn is through.
func work(ctx context.Context, store Store, fn func(s *session) error) error {
	u, ok := uow.From(ctx)
	if !ok {
		s := &session{store: store, alone: true}
		if err := fn(s); err != nil {
			return err
		}
		return s.Commit(ctx)
	}
	if err := uow.Settled(ctx); err != nil {
		return err
	}
	return enter(ctx, u, store, u.Level(), fn)
}

// add runs fn, which reads nothing, as work does. So it need not wait for a unit that ctx is
// behind, unless a transaction is held open.
func add(ctx context.Context, store Store, fn func(s *session) error) error {
	u, ok := uow.From(ctx)
	if !ok || u.Level() > 0 {
		return work(ctx, store, fn)
	}
	return enter(ctx, u, store, 0, fn)
}

// enter runs fn with the session of the store in the unit, and has it hold a transaction open
// where the level is one.
func enter(ctx context.Context, u *uow.Unit, store Store, level uow.Level, fn func(s *session) error) error {
	if err := u.Enter(); err != nil {
		return err
	}
	defer u.Leave()
	participant, err := u.Enlist(store, func() uow.Participant { return &session{store: store} })
	if err != nil {
		return err
	}
	s, ok := participant.(*session)
	if !ok {
		return fmt.Errorf("the unit of work has a %T for the store, which no repository can use", participant)
	}
	if level > 0 {
		if err := s.begin(ctx, level); err != nil {
			return err
		}
	}
	return fn(s)
}
