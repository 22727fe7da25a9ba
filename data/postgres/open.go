package postgres

import (
	"context"
	_ "embed" // of schema.sql
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/neuroglia-go/neuroglia/data"
)

// format is the layout of tables that this package writes. A database of a newer one
// is refused.
const format = 1

// oldest is the first version of PostgreSQL that has all that is used, as in
// server_version_num.
const oldest = 14_00_00

// Open opens the store that a URL names; see [ParseURL]. It is the data.Driver of
// the schemes "postgres" and "postgresql".
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

// New connects to the database and makes the tables of the framework where there are
// none. Any number of processes may do so at the same time.
func New(ctx context.Context, config Config) (*Store, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	settings, err := config.pool()
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	at := whereabouts{settings.ConnConfig.Config, config}
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, at.fault(err)
	}
	s := &Store{config: config, pool: pool, schema: quote(config.Schema) + ".", tables: map[string]*table{}, watch: newWatch(), herald: newHerald()}
	s.log = s.logStatements()
	s.appender = &appender{store: s, busy: map[string]bool{}, runs: min(runs, int(settings.MaxConns))}
	if err := s.prepare(ctx); err != nil {
		pool.Close()
		return nil, at.fault(err)
	}
	return s, nil
}

// server is what has to be known of a server before it is used.
type server struct {
	number             int
	version, encoding  string
	readOnly, recovery bool
}

func (s *Store) prepare(ctx context.Context) error {
	var found server
	err := s.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
		current_setting('server_encoding'), current_setting('transaction_read_only')::bool, pg_is_in_recovery()`).
		Scan(&found.number, &found.version, &found.encoding, &found.readOnly, &found.recovery)
	if err != nil {
		return err
	}
	if err := found.check(); err != nil {
		return err
	}
	stored, err := s.storedFormat(ctx)
	if err == nil && stored < format {
		err = s.migrate(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, s.in(setup), pgx.QueryExecModeSimpleProtocol)
			return err
		})
	}
	if err != nil {
		return err
	}
	return s.buildLogIndexes(ctx)
}

// check says what is wrong with a server, and what to do about it.
func (s server) check() error {
	switch {
	case s.number < oldest:
		return startFault{"the server is PostgreSQL " + s.version + ", and 14 is the oldest that will do; upgrade it or use another one"}
	case s.encoding != "UTF8":
		return startFault{"the database has the encoding " + s.encoding + "; make one with: createdb --encoding=UTF8 --template=template0"}
	case s.recovery:
		return startFault{"the server is a standby, which cannot be written; use the URL of the primary, or add target_session_attrs=read-write"}
	case s.readOnly:
		return startFault{"transactions are read-only; unset default_transaction_read_only for the user or the database"}
	}
	return nil
}

//go:embed schema.sql
var setup string

// storedFormat returns the format of the database, 0 for a new one.
func (s *Store) storedFormat(ctx context.Context) (found int, err error) {
	var exists bool
	err = s.pool.QueryRow(ctx, "SELECT to_regclass($1::text) IS NOT NULL", s.schema+"neuroglia_meta").Scan(&exists)
	if err != nil || !exists {
		return 0, err
	}
	err = s.pool.QueryRow(ctx, s.in("SELECT value FROM $neuroglia_meta WHERE name = 'format'")).Scan(&found)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if found > format {
		return found, startFault{fmt.Sprintf("the database is of format %d and this program reads up to %d; run the newer version that wrote it", found, format)}
	}
	return found, err
}

// migrate runs fn in a transaction that no other process runs at the same time.
func (s *Store) migrate(ctx context.Context, fn func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1::text, $2::bigint))", s.config.Schema, migrationKey); err != nil {
			return err
		}
		if s.config.Schema != "public" {
			if _, err := tx.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+quote(s.config.Schema)); err != nil {
				return err
			}
		}
		return fn(tx)
	})
}

// migrationKey keeps the lock of migrations apart from those of others.
const migrationKey = 0x6e6575726f // "neuro"
