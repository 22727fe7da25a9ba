package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	codes "modernc.org/sqlite/lib"
)

// maxGroup bounds how many units share a transaction, and with it how long the
// first of them waits.
const maxGroup = 128

// beginSlice is how long one attempt to begin waits for another process inside
// SQLite, where no context is heard.
const beginSlice = 50 * time.Millisecond

// writer carries out all writes of the process, one transaction at a time. Callers
// that come while one is under way form a group: the next to get its turn leads
// it, carrying out everybody's unit in one transaction with one sync of the disk.
// Each unit has a savepoint and an outcome of its own. Nobody waits for company: a
// lone caller leads a group of one at once.
//
// The pattern is the leader and followers of group commit in LevelDB (db_impl.cc).
type writer struct {
	db          *sql.DB
	busyTimeout time.Duration
	turn        chan struct{} // holds a token while a leader is at work
	closed      bool          // belongs to who has the turn

	mu      sync.Mutex
	waiting []*unit
}

// unit is the work of one caller.
type unit struct {
	ctx     context.Context
	work    func(ctx context.Context, tx session) error
	outcome chan error // of capacity 1, so that a leader never waits
}

func newWriter(db *sql.DB, busyTimeout time.Duration) *writer {
	return &writer{db: db, busyTimeout: busyTimeout, turn: make(chan struct{}, 1)}
}

// do carries out work in a transaction: all of it when work returns nil, nothing
// otherwise. A context that ends before the work began takes it back; after
// that the true outcome is returned.
func (w *writer) do(ctx context.Context, work func(ctx context.Context, tx session) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	u := &unit{ctx: ctx, work: work, outcome: make(chan error, 1)}
	w.mu.Lock()
	w.waiting = append(w.waiting, u)
	w.mu.Unlock()
	for {
		select {
		case err := <-u.outcome:
			return err
		case w.turn <- struct{}{}:
			w.lead()
			<-w.turn
		case <-ctx.Done():
			if w.withdraw(u) {
				return context.Cause(ctx)
			}
			return <-u.outcome
		}
	}
}

// withdraw takes a unit back unless a leader has it.
func (w *writer) withdraw(u *unit) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.waiting {
		if w.waiting[i] == u {
			w.waiting = append(w.waiting[:i], w.waiting[i+1:]...)
			return true
		}
	}
	return false
}

func (w *writer) take() []*unit {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.waiting), maxGroup)
	group := w.waiting[:n:n]
	w.waiting = append([]*unit(nil), w.waiting[n:]...)
	return group
}

var errNobodyWaits = errors.New("the contexts of all callers are over")

// lead carries out the units that wait, which another leader may have done already.
func (w *writer) lead() {
	group := w.take()
	for i, outcome := range w.outcomes(group) {
		group[i].outcome <- outcome
	}
}

// outcomes carries out the units in one transaction, or, where one of them has spoilt that for
// all, each in its own.
func (w *writer) outcomes(group []*unit) []error {
	outcomes := make([]error, len(group))
	err := w.transact(group, outcomes)
	_, spoilt := errors.AsType[spoiltError](err)
	for i, u := range group {
		switch {
		case spoilt && len(group) > 1:
			outcomes[i] = w.outcomes(group[i : i+1])[0]
		case errors.Is(err, errNobodyWaits):
			outcomes[i] = context.Cause(u.ctx)
		case err != nil:
			outcomes[i] = err
		}
	}
	return outcomes
}

// spoiltError is that of a transaction that one of its units has ended, or keeps from being
// committed. Nothing of it is stored.
type spoiltError struct{ error }

// Unwrap returns the error.
func (e spoiltError) Unwrap() error { return e.error }

// transact fills in the outcomes. An error is everybody's.
func (w *writer) transact(group []*unit, outcomes []error) error {
	tx, err := w.begin(group, begin)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Close() }() // goes back to its pool
	ended := false
	defer func() {
		if !ended {
			rollback(tx)
		}
	}()
	done := 0
	for i, u := range group {
		if outcomes[i], err = carryOut(tx, u, len(group) > 1); err != nil {
			return spoiltError{fault(err)}
		}
		if outcomes[i] == nil {
			done++
		}
	}
	if done == 0 {
		return nil
	}
	err = end(context.Background(), tx)
	ended = err == nil
	return err
}

func begin(tx session) error {
	_, err := tx.exec(context.Background(), beginText)
	return err
}

// rollback undoes what was not committed, unless SQLite has done so already, which it answers
// with an error.
func rollback(tx session) { _, _ = tx.exec(context.Background(), rollbackText) }

// end commits by a statement, so that a transaction that cannot be committed can still be rolled
// back: SQLite keeps it open.
func end(ctx context.Context, tx session) error {
	_, err := tx.exec(ctx, commitText)
	if primary(codeOf(err)) == codes.SQLITE_CONSTRAINT { // one that was deferred
		return spoiltError{err}
	}
	return commitFault(err)
}

// carryOut runs the unit. broken means that the transaction is of no use any more.
func carryOut(tx session, u *unit, shared bool) (outcome, broken error) {
	if u.ctx.Err() != nil {
		return context.Cause(u.ctx), nil
	}
	// The work is short and counts on its transaction: an interrupted statement
	// would take the units of others along.
	ctx := context.WithoutCancel(u.ctx)
	if !shared {
		return u.work(ctx, tx), nil
	}
	if _, err := tx.exec(ctx, "SAVEPOINT unit"); err != nil {
		return nil, err
	}
	outcome = u.work(ctx, tx)
	if outcome != nil {
		_, broken = tx.exec(ctx, "ROLLBACK TO unit")
	}
	if broken == nil {
		_, broken = tx.exec(ctx, "RELEASE unit")
	}
	if broken != nil {
		return nil, errors.Join(outcome, broken)
	}
	return outcome, nil
}

// begin waits for other processes as long as the time allows and somebody is still
// interested. Without either there is no transaction.
func (w *writer) begin(group []*unit, start func(session) error) (session, error) {
	if w.closed {
		return session{}, ErrClosed
	}
	deadline := time.Now().Add(w.busyTimeout)
	for {
		if !wanted(group) {
			return session{}, errNobodyWaits
		}
		tx, err := w.attempt(start)
		switch {
		case err == nil:
			return tx, nil
		case !isBusy(err):
			return session{}, fault(fmt.Errorf("begin a transaction: %w", err))
		case time.Now().After(deadline):
			return session{}, busyFault(w.busyTimeout, err)
		}
	}
}

// attempt begins a transaction on the connection.
func (w *writer) attempt(start func(session) error) (session, error) {
	conn, err := w.db.Conn(context.Background())
	if err != nil {
		return session{}, err
	}
	if err := start(session{conn}); err != nil {
		return session{}, errors.Join(err, conn.Close())
	}
	return session{conn}, nil
}

// hold takes the turn and begins a transaction that lasts until release. It is one of database/sql,
// which is of no use to anybody once it is over.
func (w *writer) hold(ctx context.Context) (conn session, tx *sql.Tx, err error) {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return session{}, nil, context.Cause(ctx)
	}
	conn, err = w.begin([]*unit{{ctx: ctx}}, func(s session) (err error) {
		tx, err = s.BeginTx(context.Background(), nil)
		return err
	})
	if err == nil {
		return conn, tx, nil
	}
	w.release()
	if errors.Is(err, errNobodyWaits) {
		err = context.Cause(ctx)
	}
	return session{}, nil, err
}

// release lets the next one have its turn.
func (w *writer) release() { <-w.turn }

// close waits for the transaction under way; those who come later are refused.
func (w *writer) close() error {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	w.closed = true
	return w.db.Close()
}

func wanted(group []*unit) bool {
	for _, u := range group {
		if u.ctx.Err() == nil {
			return true
		}
	}
	return false
}
