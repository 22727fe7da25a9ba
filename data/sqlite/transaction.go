package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	codes "modernc.org/sqlite/lib"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

var _ data.Transactor = (*Store)(nil)

// transaction is what a unit of work holds open: the one that writes, or a snapshot to read
// from, which is what the levels below Serializable need.
type transaction struct {
	store  *Store
	tx     *sql.Tx
	conn   session // on which tx is open
	writes bool

	mu      sync.Mutex
	release func() // nil once the transaction has ended
}

// Begin is the method of [data.Transactor]. Serializable is the transaction that writes,
// for which others that write wait; below it is a snapshot that keeps nobody waiting.
// A database in memory has one connection, and so only the former.
func (s *Store) Begin(ctx context.Context, level uow.Level) (data.Transaction, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	if level < uow.Serializable && s.readers != s.writer.db {
		return s.beginSnapshot(ctx)
	}
	conn, tx, err := s.writer.hold(ctx)
	if err != nil {
		return nil, err
	}
	return &transaction{store: s, tx: tx, conn: conn, writes: true, release: func() {
		_ = conn.Close() // goes back to its pool
		s.writer.release()
	}}, nil
}

// beginSnapshot lets ctx end the waiting for a connection, but not the transaction.
func (s *Store) beginSnapshot(ctx context.Context) (data.Transaction, error) {
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return nil, readFault(ctx, err)
	}
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, errors.Join(fault(err), conn.Close())
	}
	return &transaction{store: s, tx: tx, release: func() { _ = conn.Close() }}, nil
}

// held returns the transaction that the unit of work in ctx holds open here, or nil.
func (s *Store) held(ctx context.Context) *transaction {
	if held, ok := data.Held(ctx); ok {
		if t, ok := held.(*transaction); ok && t.store == s {
			return t
		}
	}
	return nil
}

// reader returns what to read from: the transaction that the unit of work in ctx holds open, or
// the pool of readers.
func (s *Store) reader(ctx context.Context) queryer {
	if t := s.held(ctx); t != nil {
		return t.tx
	}
	return s.readers
}

// view calls fn with one moment to read from.
func (s *Store) view(ctx context.Context, fn func(db queryer) error) error {
	if t := s.held(ctx); t != nil {
		return fn(t.tx)
	}
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return readFault(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return fn(tx)
}

var errHeld = errs.Internal("transaction_held", "the unit of work holds the transaction that writes, and this is a commit of its own "+
	"that would wait for it; write by a repository or by sqlite.Tx, or after the unit")

// write has the writer carry out work in a transaction of its own.
func (s *Store) write(ctx context.Context, work func(ctx context.Context, tx session) error) error {
	if t := s.held(ctx); t != nil && (t.writes || s.readers == s.writer.db) {
		return errHeld
	}
	return s.writer.do(ctx, work)
}

// Commit is the method of [data.Transaction]. What was read from a snapshot is committed like
// any other batch.
func (t *transaction) Commit(ctx context.Context, batch data.Batch) error {
	if !t.writes {
		if err := t.Rollback(nil); err != nil || len(batch.Writes) == 0 {
			return err
		}
		return t.store.Commit(ctx, batch)
	}
	c, err := t.store.commitOf(ctx, batch)
	if err == nil {
		err = t.run(context.WithoutCancel(ctx), &c)
	}
	if err != nil {
		return fmt.Errorf("commit %d writes: %w", len(batch.Writes), t.Rollback(err))
	}
	t.store.committed(ctx, &c)
	return nil
}

func (t *transaction) run(ctx context.Context, c *commit) error {
	if err := t.intact(ctx); err != nil {
		return err
	}
	if err := c.run(ctx, t.conn); err != nil {
		return err
	}
	if err := end(ctx, t.conn); err != nil {
		return err
	}
	return t.Rollback(nil) // which finds nothing to roll back
}

// intact makes sure that the transaction is still there: SQLite ends it by itself when a
// statement that writes is interrupted or the disk is full, and would carry out what
// follows without one.
func (t *transaction) intact(ctx context.Context) error {
	_, err := t.tx.ExecContext(ctx, "BEGIN")
	switch {
	case err == nil:
		return errs.Internal("transaction_failed", "a statement of the unit of work had failed before, and with it the transaction")
	case primary(codeOf(err)) != codes.SQLITE_ERROR:
		return fault(err)
	}
	return nil
}

// Rollback is the method of [data.Transaction]. One transaction writes at a time, so none
// ever gives way to another.
func (t *transaction) Rollback(reason error) error {
	_ = t.tx.Rollback() // or it has ended already
	t.letGo()
	return reason
}

func (t *transaction) letGo() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.release != nil {
		t.release()
		t.release = nil
	}
}
