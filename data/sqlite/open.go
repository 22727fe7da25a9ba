package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	driver "modernc.org/sqlite"

	"github.com/neuroglia-go/neuroglia/data"
)

// format is the layout of tables that this package writes: 1 was without a log. Older ones it can read
// are brought up to it when opened; newer ones are refused.
const format = 2

// Open opens the store that a URL names; see [ParseURL]. It is the data.Driver of
// the scheme "sqlite".
func Open(ctx context.Context, url string) (data.Store, error) {
	config, err := ParseURL(url)
	if err != nil {
		return nil, err
	}
	store, err := New(ctx, config)
	if err != nil {
		return nil, err
	}
	return store, nil
}

// New opens the database, making it and its folders where there is none. Any number
// of processes may do so at the same time.
func New(ctx context.Context, config Config) (*Store, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	if config.Path != Memory {
		if err := os.MkdirAll(filepath.Dir(config.Path), 0o750); err != nil {
			return nil, fmt.Errorf("make the folder of the database %s; give another path, or this user the right to write there: %w", config.Path, err)
		}
	}
	left := leftBehind(config.Path)
	s, err := connect(config)
	if err != nil {
		return nil, err
	}
	if config.Path != Memory {
		s.sweeper = newSweeper(s.writer)
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(openFault(config.Path, err), s.closeConnections())
	}
	if left {
		s.sweeper.soon()
	}
	return s, nil
}

// connect makes the two pools; nothing is opened yet.
func connect(config Config) (*Store, error) {
	busy := "busy_timeout(" + strconv.FormatInt(beginSlice.Milliseconds(), 10) + ")"
	durable := "synchronous(" + string(config.Synchronous) + ")"
	writers, err := pool(config.dsn(busy, durable, "foreign_keys(1)", "secure_delete(1)", "journal_size_limit(67108864)"), 1)
	if err != nil {
		return nil, err
	}
	s := &Store{
		config:   config,
		writer:   newWriter(writers, config.BusyTimeout),
		readers:  writers,
		tables:   map[string]*table{},
		patience: closePatience,
	}
	if config.Path == Memory {
		return s, nil
	}
	busy = "busy_timeout(" + strconv.FormatInt(config.BusyTimeout.Milliseconds(), 10) + ")"
	s.readers, err = pool(config.dsn(busy, "query_only(1)"), config.Readers)
	return s, err
}

func pool(dsn string, size int) (*sql.DB, error) {
	raw, err := driver.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{raw})
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// prepare makes the file a database of this format.
func (s *Store) prepare(ctx context.Context) error {
	if s.config.Path != Memory {
		if err := s.switchToWAL(ctx); err != nil {
			return err
		}
	}
	found, err := s.storedFormat(ctx)
	if err == nil && found < format {
		err = s.writer.do(ctx, func(ctx context.Context, tx session) error {
			_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS neuroglia_meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT;
			INSERT INTO neuroglia_meta VALUES ('format', `+strconv.Itoa(format)+`)
				ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value);`+logSchema)
			return err
		})
	}
	if err != nil {
		return err
	}
	return s.log.prepare(ctx, s.readers)
}

// switchToWAL is for the first process that opens the file. SQLite refuses the
// switch without waiting while another one opens it as well.
func (s *Store) switchToWAL(ctx context.Context) error {
	deadline := time.Now().Add(s.config.BusyTimeout)
	for {
		_, err := s.writer.db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if err == nil || !isBusy(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(beginSlice / 10):
		}
	}
}

// storedFormat returns the format of the file, 0 for a new one.
func (s *Store) storedFormat(ctx context.Context) (found int, err error) {
	err = s.writer.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'neuroglia_meta'`).Scan(&found)
	if err != nil || found == 0 {
		return 0, err
	}
	err = s.writer.db.QueryRowContext(ctx, `SELECT value FROM neuroglia_meta WHERE name = 'format'`).Scan(&found)
	if found > format {
		return found, fmt.Errorf("it is of format %d and this program reads up to %d; run the newer version that wrote it", found, format)
	}
	return found, err
}
