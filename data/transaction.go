package data

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data/uow"
)

// Transactor is a [Store] that can hold a transaction open while the code of a unit of work
// runs, as uow.Isolation and hand-written SQL ask for.
type Transactor interface {
	// Begin opens a transaction of the level, or of one above. While a unit holds it, Load,
	// Query, and whatever else reads documents or one stream, read in it when their context
	// is in the unit; the store finds it by [Held]. What the transaction cannot see before
	// it ends is the log as a whole.
	//
	// All else that writes to the store is a commit of its own, also in a unit. Where it would
	// wait for the transaction, and so for itself, it is refused.
	Begin(ctx context.Context, level uow.Level) (Transaction, error)
}

// Transaction is what a [Transactor] holds open for a unit of work. It is used by one
// goroutine at a time, but may be ended while another one is wrongly at it.
type Transaction interface {
	// Commit carries out the batch, perhaps an empty one, and ends the transaction: with all
	// that was done in it, or with nothing. The errors are those of a store's Commit, and
	// that of uow.SerializationFailure.
	Commit(ctx context.Context, batch Batch) error
	// Rollback ends the transaction with nothing, unless it has ended already. It returns the
	// reason, or uow.SerializationFailure of it where it says that the transaction gave way to
	// another one.
	Rollback(reason error) error
}

// Held returns the transaction that the unit of work in ctx holds open. Stores ask for it
// before they read, and see whether it is one of theirs. It is safe for concurrent use.
func Held(ctx context.Context) (Transaction, bool) {
	u, ok := uow.From(ctx)
	if !ok {
		return nil, false
	}
	s, ok := u.Participant().(*session)
	if !ok {
		return nil, false
	}
	t := s.open.Load()
	if t == nil {
		return nil, false
	}
	return *t, true
}

// Hold returns the transaction that the unit of work in ctx holds open on the store. Where it
// holds none yet, one of the level is opened, or of the unit's own if that is above.
// Adapters build the access for hand-written SQL on it. Outside of a unit it fails.
func Hold(ctx context.Context, store Store, level uow.Level) (held Transaction, err error) {
	u, ok := uow.From(ctx)
	if !ok {
		return nil, errNoUnit
	}
	if err := uow.Settled(ctx); err != nil {
		return nil, err
	}
	err = enter(ctx, u, store, max(level, u.Level()), func(s *session) error {
		held = *s.open.Load()
		return nil
	})
	return held, err
}

var errNoUnit = errors.New("a transaction is part of a unit of work; call it in uow.Do, with the context of the function")

// begin opens a transaction unless one is open.
func (s *session) begin(ctx context.Context, level uow.Level) error {
	if s.open.Load() != nil {
		return nil
	}
	transactor, ok := s.store.(Transactor)
	if !ok {
		return fmt.Errorf("a %T cannot hold a transaction open; use a store that is a data.Transactor, or no isolation", s.store)
	}
	t, err := transactor.Begin(ctx, level)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	s.open.Store(&t)
	return nil
}

// commit has the store carry out the batch, in the transaction that is open or in one of
// its own.
func (s *session) commit(ctx context.Context, batch Batch) error {
	if t := s.open.Load(); t != nil {
		return (*t).Commit(ctx, batch)
	}
	if len(batch.Writes) == 0 {
		return nil
	}
	return s.store.Commit(ctx, batch)
}

// Abort is the method of uow.Holder.
func (s *session) Abort(reason error) error {
	if t := s.open.Load(); t != nil {
		return (*t).Rollback(reason)
	}
	return reason
}
