package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data/migrate"
	"github.com/neuroglia-go/neuroglia/errs"
)

var _ migrate.Database = (*Store)(nil)

// Applied is the method of [migrate.Database].
func (s *Store) Applied(ctx context.Context, component string) ([]migrate.Applied, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	return appliedTo(ctx, s.reader(ctx), component)
}

// Migrate is the method of [migrate.Database]. It waits for other processes that write as
// long as ctx lasts: they may be migrating.
func (s *Store) Migrate(ctx context.Context, fn func(ctx context.Context, tx migrate.Tx) error) error {
	for {
		if err := s.open(ctx); err != nil {
			return err
		}
		err := s.write(ctx, func(ctx context.Context, tx session) error { return fn(ctx, migration{tx}) })
		if err == nil || ctx.Err() != nil || !errors.Is(err, errs.Unavailable("store_busy", "")) {
			return err
		}
	}
}

// migration is a [migrate.Tx].
type migration struct{ tx session }

func (m migration) Applied(ctx context.Context, component string) ([]migrate.Applied, error) {
	return appliedTo(ctx, m.tx, component)
}

func (m migration) Run(ctx context.Context, script string) error {
	_, err := m.tx.ExecContext(ctx, script)
	return fault(err)
}

func (m migration) Record(ctx context.Context, component string, a migrate.Applied) error {
	_, err := m.tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS neuroglia_migrations (
		component TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, at INTEGER NOT NULL,
		PRIMARY KEY (component, number)) STRICT, WITHOUT ROWID`)
	if err == nil {
		_, err = m.tx.ExecContext(ctx, "INSERT INTO neuroglia_migrations VALUES (?, ?, ?, ?, ?)",
			component, a.Number, a.Name, a.Checksum, time.Now().UnixMicro())
	}
	return fault(err)
}

func appliedTo(ctx context.Context, db queryer, component string) ([]migrate.Applied, error) {
	objects, err := schemaObjects(ctx, db, "neuroglia_migrations")
	if err != nil || len(objects) == 0 {
		return nil, readFault(ctx, err)
	}
	rows, err := db.QueryContext(ctx, "SELECT number, name, checksum, at FROM neuroglia_migrations WHERE component = ? ORDER BY number", component)
	if err != nil {
		return nil, fmt.Errorf("read neuroglia_migrations: %w", readFault(ctx, err))
	}
	defer func() { _ = rows.Close() }() // Err says it all
	var all []migrate.Applied
	for rows.Next() {
		var a migrate.Applied
		var at int64
		if err := rows.Scan(&a.Number, &a.Name, &a.Checksum, &at); err != nil {
			return nil, err
		}
		a.At = time.UnixMicro(at).UTC()
		all = append(all, a)
	}
	return all, readFault(ctx, rows.Err())
}
