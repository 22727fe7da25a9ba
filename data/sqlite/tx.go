package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// DBTX is what hand-written SQL needs of a transaction, and what generators such as sqlc ask
// for. Ending it is left to the unit of work.
type DBTX interface {
	ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, statement string) (*sql.Stmt, error)
	QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row
}

// Tx returns the transaction of the unit of work in ctx, for hand-written SQL. What it does is
// committed and rolled back together with the documents and events of the unit:
//
//	err := uow.Do(ctx, func(ctx context.Context) error {
//		tx, err := sqlite.Tx(ctx, store)
//		if err != nil {
//			return err
//		}
//		if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1 WHERE pizza = ?", pizza); err != nil {
//			return err
//		}
//		return orders.Add(ctx, order)
//	})
//
// From the first call on, the unit holds the one transaction that may write: every other commit
// of this process and of others waits until the unit ends, so it is no place to wait for
// anything. From then on repositories read in it, and so see what was done by hand, but for
// objects that the unit has loaded already; what repositories write comes at the commit.
//
// A unit that has an uow.Isolation below Serializable and has read already is refused: its
// snapshot cannot write. Of no use once the unit is over. store is the one that the repositories
// of the unit were given.
func Tx(ctx context.Context, store data.Store) (DBTX, error) {
	held, err := data.Hold(ctx, store, uow.Serializable)
	if err != nil {
		return nil, fmt.Errorf("hand-written SQL: %w", err)
	}
	t, ok := held.(*transaction)
	switch {
	case !ok:
		return nil, fmt.Errorf("hand-written SQL: a %T is no SQLite store", store)
	case !t.writes:
		return nil, errSnapshot
	}
	return t.tx, nil
}

var errSnapshot = errors.New("hand-written SQL: the unit of work reads from a snapshot, which cannot write; " +
	"begin it with uow.Isolation(uow.Serializable), or call sqlite.Tx before it reads")
