package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes a copy of the database, as it is at this moment, to a file of its own:
// all collections and the log, compact, and ready to be opened. Nobody has to wait for it.
//
// The path must not exist yet. The copy has its name only once it is complete and on
// disk, so whatever stands there is a whole backup. A store in memory can be backed up as
// well; nobody can use it meanwhile.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(errors.New("there is a file already; give another path, or move it away"), err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".backup-*") // on the same disk, to be renamed
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left of a failure
	copied := filepath.Join(dir, "copy.db")
	if err := s.vacuumInto(ctx, copied); err != nil {
		return readFault(ctx, err)
	}
	if err := syncFile(copied); err != nil {
		return err
	}
	err = os.Link(copied, path) // unlike a rename, it replaces nothing
	if err != nil && !errors.Is(err, os.ErrExist) {
		err = os.Rename(copied, path) // on a disk that has no links
	}
	if err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// vacuumInto uses a connection of its own: those of the readers refuse it, and the
// writer's is for commits.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	db := s.writer.db
	if s.config.Path != Memory {
		own, err := pool(s.config.dsn(fmt.Sprintf("busy_timeout(%d)", s.config.BusyTimeout.Milliseconds())), 1)
		if err != nil {
			return err
		}
		defer func() { _ = own.Close() }() // it wrote nothing here
		db = own
	}
	return vacuum(ctx, db, path)
}

func vacuum(ctx context.Context, db *sql.DB, path string) error {
	_, err := db.ExecContext(ctx, "VACUUM INTO ?", path)
	return err
}

// syncFile brings what was written to a file, or the names in a folder, to the disk.
func syncFile(path string) error {
	f, err := os.Open(path) //nolint:gosec // of a backup
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
