package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestHandWrittenSQL(t *testing.T) {
	t.Parallel()
	open := func(t *testing.T, _ string) data.Store {
		t.Helper()
		store, err := postgres.Open(t.Context(), testenv.Postgres(t))
		require.NoError(t, err)
		return store
	}
	datatest.TestHandWritten(t, open, datatest.HandWritten{
		Exec: func(ctx context.Context, store data.Store, statement string) error {
			tx, err := postgres.Tx(ctx, store)
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, statement)
			return err
		},
		Int: func(ctx context.Context, store data.Store, statement string) (n int, err error) {
			tx, err := postgres.Tx(ctx, store)
			if err != nil {
				return 0, err
			}
			return n, tx.QueryRow(ctx, statement).Scan(&n)
		},
	})
}

// stocked returns a store with a table of two rows.
func stocked(t *testing.T) data.Store {
	t.Helper()
	store := opened(t)
	require.NoError(t, inTx(t.Context(), store, "CREATE TABLE stock (id int PRIMARY KEY, n int)", "INSERT INTO stock VALUES (1, 0), (2, 0)"))
	return store
}

func opened(t *testing.T) data.Store {
	t.Helper()
	store, err := postgres.Open(t.Context(), testenv.Postgres(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// inTx runs the statements in a unit of their own.
func inTx(ctx context.Context, store data.Store, statements ...string) error {
	return uow.Do(ctx, func(ctx context.Context) error {
		tx, err := postgres.Tx(ctx, store)
		if err != nil {
			return err
		}
		for _, statement := range statements {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTheUnitEndsItsTransaction(t *testing.T) {
	t.Parallel()
	store := stocked(t)
	var leaked pgx.Tx
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		tx, err := postgres.Tx(ctx, store)
		require.NoError(t, err)
		leaked = tx
		require.ErrorContains(t, tx.Commit(ctx), "ends with its unit of work")
		require.ErrorContains(t, tx.Rollback(ctx), "ends with its unit of work")
		savepoint, err := tx.Begin(ctx)
		require.NoError(t, err)
		_, err = savepoint.Exec(ctx, "UPDATE stock SET n = 1")
		require.NoError(t, err)
		require.NoError(t, savepoint.Rollback(ctx))
		_, err = tx.Exec(ctx, "UPDATE stock SET n = n + 5")
		return err
	}))
	_, err := leaked.Exec(t.Context(), "UPDATE stock SET n = 7")
	require.ErrorIs(t, err, pgx.ErrTxClosed)
	require.NoError(t, inTx(t.Context(), store, "DELETE FROM stock WHERE n <> 5 AND 1 / (SELECT count(*) FROM stock WHERE n = 5) = 0", "SELECT 1"))

	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := postgres.Tx(ctx, memory.New())
		require.ErrorContains(t, err, "a *memory.Store is no PostgreSQL store")
		return nil
	}))
}

// A statement that failed takes the transaction along, also where nobody looked.
func TestAFailureThatWasSwallowedIsNotCommitted(t *testing.T) {
	t.Parallel()
	store := stocked(t)
	err := uow.Do(t.Context(), func(ctx context.Context) error {
		tx, err := postgres.Tx(ctx, store)
		require.NoError(t, err)
		_, _ = tx.Exec(ctx, "UPDATE stock SET n = 1")
		_, _ = tx.Exec(ctx, "nonsense")
		return nil
	})
	require.Equal(t, "transaction_failed", errs.CodeOf(err))
	require.Equal(t, uow.RolledBack, uow.OutcomeOf(err))
}

// Two units lock the same two rows in opposite orders.
func TestADeadlockOfHandWrittenSQLIsAConflict(t *testing.T) {
	t.Parallel()
	store := stocked(t)
	locked := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	outcomes := make(chan error, 2)
	for i := range 2 {
		go func() {
			outcomes <- uow.Do(t.Context(), func(ctx context.Context) error {
				tx, err := postgres.Tx(ctx, store)
				if err != nil {
					return err
				}
				_, first := tx.Exec(ctx, "UPDATE stock SET n = n + 1 WHERE id = $1", i+1)
				close(locked[i])
				<-locked[1-i]
				_, second := tx.Exec(ctx, "UPDATE stock SET n = n + 1 WHERE id = $1", 2-i)
				if err := errors.Join(first, second); err != nil {
					return err
				}
				return nil
			})
		}()
	}
	failed := errors.Join(<-outcomes, <-outcomes)
	require.Equal(t, uow.CodeSerialization, errs.CodeOf(failed), "one of them: %v", failed)
	refusal, ok := errors.AsType[*pgconn.PgError](failed)
	require.True(t, ok, "the cause is found")
	require.Equal(t, "40P01", refusal.Code)
}

// A connection that is gone before the commit takes the transaction with it.
func TestAConnectionThatIsLostWhileCodeRunsLeavesNothing(t *testing.T) {
	t.Parallel()
	store := stocked(t)
	notes, err := data.NewDocuments(store, data.Config{Collection: "notes"}, func(s *string) string { return *s })
	require.NoError(t, err)
	err = uow.Do(t.Context(), func(ctx context.Context) error {
		tx, err := postgres.Tx(ctx, store)
		require.NoError(t, err)
		var pid int
		require.NoError(t, tx.QueryRow(ctx, "UPDATE stock SET n = 9 WHERE id = 1 RETURNING pg_backend_pid()").Scan(&pid))
		require.NoError(t, inTx(t.Context(), store, "SELECT 1"))
		killer, err := pgx.Connect(t.Context(), tx.Conn().Config().ConnString())
		require.NoError(t, err)
		_, err = killer.Exec(t.Context(), "SELECT pg_terminate_backend($1)", pid)
		require.NoError(t, errors.Join(err, killer.Close(t.Context())))
		return notes.Add(ctx, data.NewDocument("x"))
	})
	require.Equal(t, uow.RolledBack, uow.OutcomeOf(err))
	require.ErrorIs(t, err, errs.KindUnavailable)
	_, err = notes.Get(t.Context(), "x")
	require.ErrorIs(t, err, errs.KindNotFound)
}
