package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Erase is the method of [eventstore.Eraser]. What is erased is overwritten in the file;
// the log beside it follows at its next checkpoint. Backups are not touched.
func (s *Store) Erase(ctx context.Context, stream string) (n int64, err error) {
	err = s.change(ctx, func(ctx context.Context, tx session) error {
		n, err = eraseStream(ctx, tx, stream)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("erase stream %q: %w", stream, err)
	}
	return n, nil
}

func eraseStream(ctx context.Context, tx session, stream string) (int64, error) {
	if _, err := tx.ExecContext(ctx, "PRAGMA secure_delete = ON"); err != nil {
		return 0, err
	}
	n, err := changed(tx.ExecContext(ctx, "DELETE FROM neuroglia_events WHERE stream = ?", stream))
	_, off := tx.ExecContext(ctx, "PRAGMA secure_delete = OFF")
	return n, errors.Join(err, off)
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
