package memory

import (
	"context"
	"sync"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

var _ data.Transactor = (*Store)(nil)

// Begin is the method of [data.Transactor]. Above ReadCommitted nobody else writes until the
// transaction ends, which is more than RepeatableRead asks for; others wait as long as
// their contexts last.
func (s *Store) Begin(ctx context.Context, level uow.Level) (data.Transaction, error) {
	if level <= uow.ReadCommitted {
		return &transaction{store: s, release: func() {}}, nil
	}
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	return &transaction{store: s, inTurn: true, release: sync.OnceFunc(s.give)}, nil
}

// transaction is what a unit of work holds open: the turn to write, or nothing.
type transaction struct {
	store   *Store
	inTurn  bool
	release func()
}

// Commit is the method of [data.Transaction].
func (t *transaction) Commit(ctx context.Context, batch data.Batch) error {
	defer t.release()
	return t.store.carryOut(ctx, batch, t.inTurn)
}

// Rollback is the method of [data.Transaction].
func (t *transaction) Rollback(reason error) error {
	t.release()
	return reason
}

var errHeld = errs.Internal("transaction_held", "the unit of work keeps others from writing, and this is a commit of its own "+
	"that would wait for it; write by a repository, or after the unit")

// take waits for the turn to write.
func (s *Store) take(ctx context.Context) error {
	if held, ok := data.Held(ctx); ok {
		if t, ok := held.(*transaction); ok && t.store == s && t.inTurn {
			return errHeld
		}
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// give ends the turn.
func (s *Store) give() { <-s.turn }
