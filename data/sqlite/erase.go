package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// Erase is the method of [eventstore.Eraser]. What is erased is overwritten in the file at once,
// and gone from the log beside it about a second later; see the package. Backups are not touched.
func (s *Store) Erase(ctx context.Context, stream string) (n int64, err error) {
	err = s.change(ctx, func(ctx context.Context, tx session) error {
		n, err = eraseStream(ctx, tx, stream)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("erase stream %q: %w", stream, err)
	}
	s.sweeper.soon()
	return n, nil
}

func eraseStream(ctx context.Context, tx session, stream string) (int64, error) {
	return changed(tx.ExecContext(ctx, "DELETE FROM neuroglia_events WHERE stream = ?", stream))
}

// Archive is the method of [eventstore.Archiver]. Records of the archive stay where they
// are and are passed over.
func (s *Store) Archive(ctx context.Context, stream string, through int64) (n int64, err error) {
	err = s.change(ctx, func(ctx context.Context, tx session) error {
		n, err = changed(tx.ExecContext(ctx, "UPDATE neuroglia_events SET archived = 1 WHERE stream = ? AND version <= ? AND archived = 0", stream, through))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("archive stream %q: %w", stream, err)
	}
	return n, nil
}

func (s *Store) change(ctx context.Context, work func(ctx context.Context, tx session) error) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.write(ctx, work)
}

func changed(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, fault(err)
	}
	return result.RowsAffected()
}
