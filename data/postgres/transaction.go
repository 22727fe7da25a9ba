package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Tx returns the transaction of the unit of work in ctx, for hand-written SQL. What it does is
// committed and rolled back together with the documents and events of the unit:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		tx, err := postgres.Tx(ctx, store)
//		if err != nil {
//			return err
//		}
//		if _, err := tx.Exec(ctx, "UPDATE stock SET n = n - 1 WHERE pizza = $1", pizza); err != nil {
//			return err
//		}
//		return orders.Add(ctx, order)
//	})
//
// The transaction is open from the first call on, at the uow.Isolation of the unit or else
// READ COMMITTED, and holds one connection of the pool and whatever the statements lock. From
// then on repositories read in it, and so see what was done by hand, but for objects that the
// unit has loaded already; what repositories write comes at the commit. A FOR UPDATE followed
// by a Get is how a document is locked.
//
// It is the unit that ends the transaction: Commit and Rollback are refused, while Begin
// makes a savepoint with both. Not safe for concurrent use, and of no use once the unit is over.
// store is the one that the repositories of the unit were given.
func Tx(ctx context.Context, store data.Store) (pgx.Tx, error) {
	held, err := data.Hold(ctx, store, uow.ReadCommitted)
	if err != nil {
		return nil, fmt.Errorf("hand-written SQL: %w", err)
	}
	t, ok := held.(*transaction)
	if !ok {
		return nil, fmt.Errorf("hand-written SQL: a %T is no PostgreSQL store", store)
	}
	return lent{t.tx}, nil
}

// lent is a transaction that somebody else ends.
type lent struct{ pgx.Tx }

var errLent = errors.New("the transaction ends with its unit of work; return from the function of uow.Do, with an error to roll back")

// Commit is refused.
func (lent) Commit(context.Context) error { return errLent }

// Rollback is refused.
func (lent) Rollback(context.Context) error { return errLent }

// transaction is what a unit of work holds open.
type transaction struct {
	store *Store
	tx    pgx.Tx
}

var _ data.Transactor = (*Store)(nil)

var levels = [...]pgx.TxIsoLevel{
	uow.ReadCommitted: pgx.ReadCommitted, uow.RepeatableRead: pgx.RepeatableRead, uow.Serializable: pgx.Serializable,
}

// Begin is the method of [data.Transactor].
func (s *Store) Begin(ctx context.Context, level uow.Level) (data.Transaction, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: levels[level]})
	if err != nil {
		return nil, readFault(ctx, err)
	}
	return &transaction{s, tx}, nil
}

// reader is a connection to read from.
type reader interface {
	querier
	QueryRow(ctx context.Context, statement string, args ...any) pgx.Row
}

// held returns the transaction that the unit of work in ctx holds open here, or nil.
func (s *Store) held(ctx context.Context) pgx.Tx {
	if held, ok := data.Held(ctx); ok {
		if t, ok := held.(*transaction); ok && t.store == s {
			return t.tx
		}
	}
	return nil
}

// reader returns the transaction that the unit of work in ctx holds open, or the pool. The log
// as a whole is never read in a transaction: the head is right for later snapshots only.
func (s *Store) reader(ctx context.Context) reader {
	if tx := s.held(ctx); tx != nil {
		return tx
	}
	return s.pool
}

// Commit is the method of [data.Transaction]: one round trip for the statements and one
// for the COMMIT.
func (t *transaction) Commit(ctx context.Context, batch data.Batch) error {
	plan, err := t.store.plan(ctx, batch.Writes)
	if err == nil {
		err = t.store.open(ctx)
	}
	if err != nil {
		return t.Rollback(err)
	}
	sending, done := patient(ctx)
	defer done()
	at, err := t.flush(sending, &plan)
	if err != nil {
		if err = t.Rollback(err); !isRepeatable(err) {
			err = t.store.named(ctx, at, err)
		}
	} else {
		err = t.end(sending)
	}
	if err != nil {
		return fmt.Errorf("commit %d writes: %w", len(batch.Writes), err)
	}
	if plan.position > 0 {
		t.store.appended()
		eventstore.Advance(ctx, plan.position)
	}
	return nil
}

// flush sends the statements of the plan, which the COMMIT does not follow yet: whatever goes
// wrong, nothing is left.
func (t *transaction) flush(ctx context.Context, p *plan) (*step, error) {
	if len(p.steps) == 0 {
		return nil, nil
	}
	at, err := p.receiveAll(t.tx.SendBatch(ctx, p.batch()))
	if codeOf(err) == "" {
		err = fault(err)
	}
	return at, err
}

// end commits, and tells how that ended.
func (t *transaction) end(ctx context.Context) error {
	err := t.tx.Commit(ctx)
	if errors.Is(err, pgx.ErrTxCommitRollback) {
		return errs.Internal("transaction_failed", "a statement of the unit of work had failed before, and with it the transaction").Wrap(err)
	}
	return endFault(err)
}

// Rollback is the method of [data.Transaction].
func (t *transaction) Rollback(reason error) error {
	ctx, done := context.WithTimeout(context.Background(), grace)
	defer done()
	_ = t.tx.Rollback(ctx) // or the connection is closed, which does the same
	if _, named := errors.AsType[*errs.Error](reason); isRepeatable(reason) && !named {
		return uow.SerializationFailure(reason)
	}
	return reason
}
