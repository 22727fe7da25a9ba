package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data"
)

var _ data.Clearer = (*Store)(nil)

// patience is how long TRUNCATE may keep others waiting, who queue up behind it while it waits.
const patience = "2s"

// Clear is the method of [data.Clearer]: a TRUNCATE, which takes no longer for a million
// documents than for one and gives their space back. Where it is refused, or somebody reads the
// collection for long, it is a DELETE.
func (s *Store) Clear(ctx context.Context, collection string) error {
	t, err := s.table(ctx, collection)
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = '"+patience+"'"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "TRUNCATE "+t.quoted)
		return err
	})
	if codeOf(err) != "" {
		_, err = s.pool.Exec(ctx, "DELETE FROM "+t.quoted)
	}
	if err != nil {
		return fmt.Errorf("clear %s: %w", collection, readFault(ctx, err))
	}
	return nil
}
