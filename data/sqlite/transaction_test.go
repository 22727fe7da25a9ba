package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestHandWrittenSQL(t *testing.T) {
	t.Parallel()
	by := datatest.HandWritten{
		Exec: func(ctx context.Context, store data.Store, statement string) error {
			tx, err := sqlite.Tx(ctx, store)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, statement)
			return err
		},
		Int: func(ctx context.Context, store data.Store, statement string) (n int, err error) {
			tx, err := sqlite.Tx(ctx, store)
			if err != nil {
				return 0, err
			}
			return n, tx.QueryRowContext(ctx, statement).Scan(&n)
		},
	}
	for name, path := range map[string]func(dir string) string{
		"file":   func(dir string) string { return filepath.Join(dir, "stock.db") },
		"memory": func(string) string { return sqlite.Memory },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			datatest.TestHandWritten(t, func(t *testing.T, dir string) data.Store {
				t.Helper()
				store, err := sqlite.New(t.Context(), sqlite.Config{Path: path(dir)})
				require.NoError(t, err)
				return store
			}, by)
		})
	}
}

// accounts opens a store with a table of accounts and one of those who must have one, checked
// at the commit.
func accounts(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.New(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "accounts.db")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	require.NoError(t, inTx(t.Context(), store, `CREATE TABLE account (id TEXT PRIMARY KEY);
		CREATE TABLE owner (account TEXT REFERENCES account DEFERRABLE INITIALLY DEFERRED)`))
	return store
}

func inTx(ctx context.Context, store data.Store, statement string) error {
	return uow.Do(ctx, func(ctx context.Context) error {
		tx, err := sqlite.Tx(ctx, store)
		if err == nil {
			_, err = tx.ExecContext(ctx, statement)
		}
		return err
	})
}

func TestAConstraintThatIsCheckedAtTheCommitRollsBack(t *testing.T) {
	t.Parallel()
	store := accounts(t)
	err := inTx(t.Context(), store, "INSERT INTO owner VALUES ('nobody')")
	require.Equal(t, uow.RolledBack, uow.OutcomeOf(err))
	require.ErrorContains(t, err, "FOREIGN KEY")
	require.NoError(t, inTx(t.Context(), store, "INSERT INTO account VALUES ('a'); INSERT INTO owner VALUES ('a')"), "the store is of use")
}

func TestASnapshotKeepsNobodyWaitingAndCannotWrite(t *testing.T) {
	t.Parallel()
	store := accounts(t)
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := data.Hold(ctx, store, uow.RepeatableRead)
		require.NoError(t, err)
		_, err = store.Append(ctx, eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x"}}})
		require.NoError(t, err)
		_, err = sqlite.Tx(ctx, store)
		require.ErrorContains(t, err, "begin it with uow.Isolation(uow.Serializable)")
		return nil
	}))
}

func TestACommitThatWouldWaitForItsOwnUnitIsRefused(t *testing.T) {
	t.Parallel()
	for _, store := range []interface {
		data.Store
		eventstore.Store
		eventstore.Eraser
	}{accounts(t), memory.New()} {
		require.NoError(t, store.Define(data.Collection{Name: "notes"}))
		require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
			_, err := data.Hold(ctx, store, uow.Serializable)
			require.NoError(t, err)
			_, err = store.Append(ctx, eventstore.Batch{Stream: "a-1", Events: []eventstore.Event{{Type: "x"}}})
			require.Equal(t, "transaction_held", errs.CodeOf(err))
			err = store.Commit(ctx, data.Batch{Writes: []data.Write{{Op: data.Put, Collection: "notes", ID: "1", Version: 1, Body: []byte("{}")}}})
			require.Equal(t, "transaction_held", errs.CodeOf(err))
			_, err = store.Erase(ctx, "a-1")
			require.Equal(t, "transaction_held", errs.CodeOf(err))
			_, err = store.Head(ctx)
			return err
		}))
	}
}

func TestWaitingForTheTransactionEndsWithItsContext(t *testing.T) {
	t.Parallel()
	store := accounts(t)
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := sqlite.Tx(ctx, store)
		require.NoError(t, err)
		waiting, cancel := context.WithCancel(t.Context())
		outcome := make(chan error)
		go func() { outcome <- inTx(waiting, store, "SELECT 1") }()
		cancel()
		require.ErrorIs(t, <-outcome, context.Canceled)
		return nil
	}))
}

func TestHandWrittenSQLIsRefusedForOtherStores(t *testing.T) {
	t.Parallel()
	_ = uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := sqlite.Tx(ctx, memory.New())
		require.ErrorContains(t, err, "a *memory.Store is no SQLite store")
		return nil
	})
}
