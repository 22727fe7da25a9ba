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
	work    func(ctx context.Context, tx *sql.Tx) error
	outcome chan error // of capacity 1, so that a leader never waits
}

func newWriter(db *sql.DB, busyTimeout time.Duration) *writer {
	return &writer{db: db, busyTimeout: busyTimeout, turn: make(chan struct{}, 1)}
}

// do carries out work in a transaction: all of it when work returns nil, nothing
// otherwise. A context that ends before the work began takes it back; after
// that the true outcome is returned.
func (w *writer) do(ctx context.Context, work func(ctx context.Context, tx *sql.Tx) error) error {
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
	tx, err := w.begin(group)
	if tx == nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of what was not committed
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
	return end(context.Background(), tx)
}

// end commits by a statement, so that a transaction that cannot be committed can still be rolled
// back: SQLite keeps it open.
func end(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, "COMMIT")
	if primary(codeOf(err)) == codes.SQLITE_CONSTRAINT { // one that was deferred
		return spoiltError{err}
	}
	return commitFault(err)
}

// carryOut runs the unit. broken means that the transaction is of no use any more.
func carryOut(tx *sql.Tx, u *unit, shared bool) (outcome, broken error) {
	if u.ctx.Err() != nil {
		return context.Cause(u.ctx), nil
	}
	// The work is short and counts on its transaction: an interrupted statement
	// would take the units of others along.
	ctx := context.WithoutCancel(u.ctx)
	if !shared {
		return u.work(ctx, tx), nil
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT unit"); err != nil {
		return nil, err
	}
	end := "RELEASE unit"
	outcome = u.work(ctx, tx)
	if outcome != nil {
		end = "ROLLBACK TO unit; RELEASE unit"
	}
	if _, err := tx.ExecContext(ctx, end); err != nil {
		return nil, errors.Join(outcome, err)
	}
	return outcome, nil
}

// begin waits for other processes as long as the time allows and somebody is still
// interested. Without either there is no transaction.
func (w *writer) begin(group []*unit) (*sql.Tx, error) {
	if w.closed {
		return nil, ErrClosed
	}
	deadline := time.Now().Add(w.busyTimeout)
	for {
		if !wanted(group) {
			return nil, errNobodyWaits
		}
		tx, err := w.db.BeginTx(context.Background(), nil)
		switch {
		case err == nil:
			return tx, nil
		case !isBusy(err):
			return nil, fault(fmt.Errorf("begin a transaction: %w", err))
		case time.Now().After(deadline):
			return nil, busyFault(w.busyTimeout, err)
		}
	}
}

// hold takes the turn and begins a transaction that lasts until release.
func (w *writer) hold(ctx context.Context) (*sql.Tx, error) {
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	tx, err := w.begin([]*unit{{ctx: ctx}})
	if err == nil {
		return tx, nil
	}
	w.release()
	if errors.Is(err, errNobodyWaits) {
		err = context.Cause(ctx)
	}
	return nil, err
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
