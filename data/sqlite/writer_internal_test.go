package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

func newStore(t *testing.T, path string) *Store {
	t.Helper()
	store, err := New(t.Context(), Config{Path: path, BusyTimeout: time.Minute})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	require.NoError(t, store.Define(data.Collection{Name: "docs"}))
	return store
}

func one(id, body string) data.Batch {
	return data.Batch{Writes: []data.Write{{Op: data.Put, Collection: "docs", ID: id, Version: 1, Body: []byte(body)}}}
}

// waitFor returns when so many units wait for a leader.
func (w *writer) waitFor(n int) {
	for {
		w.mu.Lock()
		waiting := len(w.waiting)
		w.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

func TestWaitingUnitsShareATransaction(t *testing.T) {
	t.Parallel()
	store := newStore(t, Memory)
	w := store.writer
	w.turn <- struct{}{} // as if a commit was under way
	refused := errors.New("refused")
	const callers = 20
	outcomes := make([]chan error, callers)
	transactions := make([]*sql.Conn, callers)
	for i := range callers {
		outcomes[i] = make(chan error, 1)
		go func() {
			outcomes[i] <- w.do(t.Context(), func(ctx context.Context, tx session) error {
				transactions[i] = tx.Conn
				_, err := tx.ExecContext(ctx, "INSERT INTO docs VALUES (?, 1, jsonb('{}'))", fmt.Sprint(i))
				if i%3 == 0 {
					return refused
				}
				return err
			})
		}()
	}
	w.waitFor(callers)
	<-w.turn
	stored := 0
	for i := range callers {
		err := <-outcomes[i]
		require.Same(t, transactions[0], transactions[i])
		found, loadErr := store.Load(t.Context(), "docs", []string{fmt.Sprint(i)})
		require.NoError(t, loadErr)
		if i%3 == 0 {
			require.ErrorIs(t, err, refused)
			require.Empty(t, found, "what a refused unit wrote is gone")
			continue
		}
		require.NoError(t, err)
		require.Len(t, found, 1)
		stored++
	}
	require.Equal(t, 13, stored)
}

func TestMoreThanAGroupWaits(t *testing.T) {
	t.Parallel()
	store := newStore(t, Memory)
	store.writer.turn <- struct{}{}
	const callers = 2*maxGroup + 10
	outcomes := make(chan error, callers)
	for i := range callers {
		go func() { outcomes <- store.Commit(context.Background(), one(fmt.Sprint(i), `{}`)) }()
	}
	store.writer.waitFor(callers)
	<-store.writer.turn
	for range callers {
		require.NoError(t, <-outcomes)
	}
	found, err := store.Query(t.Context(), "docs", query.All().Limit(1))
	require.NoError(t, err)
	require.Equal(t, callers, found.Total)
}

func TestContextThatEndsWhileWaitingTakesTheWriteBack(t *testing.T) {
	t.Parallel()
	store := newStore(t, Memory)
	store.writer.turn <- struct{}{}
	ctx, cancel := context.WithCancelCause(t.Context())
	outcome := make(chan error, 1)
	go func() { outcome <- store.Commit(ctx, one("1", `{}`)) }()
	store.writer.waitFor(1)
	gone := errors.New("the client has gone")
	cancel(gone)
	require.ErrorIs(t, <-outcome, gone)
	<-store.writer.turn
	found, err := store.Load(t.Context(), "docs", []string{"1"})
	require.NoError(t, err)
	require.Empty(t, found)
}

func TestCloseRefusesThoseWhoWait(t *testing.T) {
	t.Parallel()
	store := newStore(t, Memory)
	store.writer.turn <- struct{}{}
	outcome := make(chan error, 1)
	go func() { outcome <- store.Commit(context.Background(), one("1", `{}`)) }()
	store.writer.waitFor(1)
	store.writer.closed = true
	<-store.writer.turn
	require.ErrorIs(t, <-outcome, ErrClosed)
}

// A leader may have taken the unit already when its context ends.
func TestUnitsWhoseContextIsOverAreLeftOut(t *testing.T) {
	t.Parallel()
	store := newStore(t, Memory)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	work := func(context.Context, session) error { return nil }
	units := []*unit{
		{ctx: over, work: work, outcome: make(chan error, 1)},
		{ctx: t.Context(), work: work, outcome: make(chan error, 1)},
	}
	store.writer.waiting = append(store.writer.waiting, units...)
	store.writer.lead()
	require.ErrorIs(t, <-units[0].outcome, context.Canceled)
	require.NoError(t, <-units[1].outcome)
	require.False(t, store.writer.withdraw(units[1]))

	store.writer.waiting = append(store.writer.waiting, units[0])
	store.writer.lead()
	require.ErrorIs(t, <-units[0].outcome, context.Canceled, "nobody was left")
}

// Another process holds the lock; SQLite hears no context while it waits, we do.
func TestContextEndsTheWaitForAnotherProcess(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shared.db")
	store, other := newStore(t, path), newStore(t, path)
	lock, err := other.writer.db.Begin()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	outcome := make(chan error, 1)
	go func() { outcome <- store.Commit(ctx, one("1", `{}`)) }()
	cancel()
	require.ErrorIs(t, <-outcome, context.Canceled)
	require.NoError(t, lock.Rollback())
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	store := newStore(t, filepath.Join(t.TempDir(), "full.db"))
	var pages int
	require.NoError(t, store.writer.db.QueryRow("PRAGMA page_count").Scan(&pages))
	require.NoError(t, store.writer.db.QueryRow(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&pages))
	large := `{"a":"` + strings.Repeat("a", 100_000) + `"}`
	err := store.Commit(t.Context(), one("1", large))
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.Equal(t, "storage_full", errs.CodeOf(err))
	require.NoError(t, store.Commit(t.Context(), one("2", `{}`)), "what fits is stored")

	// In a group the transaction is lost for all of it, and all are told.
	store.writer.turn <- struct{}{}
	outcomes := make(chan error, 2)
	for _, batch := range []data.Batch{one("3", large), one("4", large)} {
		go func() { outcomes <- store.Commit(context.Background(), batch) }()
	}
	store.writer.waitFor(2)
	<-store.writer.turn
	require.Equal(t, "storage_full", errs.CodeOf(<-outcomes))
	require.Equal(t, "storage_full", errs.CodeOf(<-outcomes))
}

func TestOutcomeOfCommit(t *testing.T) {
	t.Parallel()
	require.NoError(t, commitFault(nil))
	require.Equal(t, uow.Unknown, uow.OutcomeOf(commitFault(errors.New("the disk is gone"))))
	store := newStore(t, Memory)
	_, err := store.writer.db.Exec("PRAGMA max_page_count = 1; CREATE TABLE more (a)")
	require.Error(t, err)
	require.Equal(t, uow.RolledBack, uow.OutcomeOf(commitFault(err)), "a full disk is known to have left nothing")
}

func TestReadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	store := newStore(t, Memory)
	lock, err := store.readers.Begin() // the one connection is taken
	require.NoError(t, err)
	outcome := make(chan error, 1)
	go func() {
		_, err := store.Query(ctx, "docs", query.All())
		outcome <- err
	}()
	gone := errors.New("the client has gone")
	cancel(gone)
	require.ErrorIs(t, <-outcome, gone)
	require.NoError(t, lock.Rollback())
}

func TestFaultsAreClassified(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	store := newStore(t, filepath.Join(dir, "docs.db"))
	_, err := store.readers.Exec("DELETE FROM docs")
	require.Equal(t, "storage_readonly", errs.CodeOf(fault(err)))
	require.ErrorContains(t, openFault("a.db", err), "a.db is read-only; give this user the right")
	require.ErrorContains(t, store.Commit(t.Context(), one("1", `{`)), `write docs "1"`)
	require.ErrorContains(t, openFault("a.db", errors.New("odd")), "open a.db: odd")
	require.Zero(t, primary(codeOf(errors.New("odd"))))
}
