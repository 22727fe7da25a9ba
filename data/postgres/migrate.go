package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/neuroglia-go/neuroglia/data/migrate"
)

var _ migrate.Database = (*Store)(nil)

// Applied is the method of [migrate.Database].
func (s *Store) Applied(ctx context.Context, component string) ([]migrate.Applied, error) {
	if err := s.open(ctx); err != nil {
		return nil, err
	}
	return s.appliedTo(ctx, s.pool, component)
}

// Migrate is the method of [migrate.Database]. Names without a schema are those of the
// store's.
func (s *Store) Migrate(ctx context.Context, fn func(ctx context.Context, tx migrate.Tx) error) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.migrate(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL search_path TO "+quote(s.config.Schema)+", public"); err != nil {
			return readFault(ctx, err)
		}
		return fn(ctx, migration{s, tx})
	})
}

// migration is a [migrate.Tx].
type migration struct {
	store *Store
	tx    pgx.Tx
}

// Applied is the method of [migrate.Tx].
func (m migration) Applied(ctx context.Context, component string) ([]migrate.Applied, error) {
	return m.store.appliedTo(ctx, m.tx, component)
}

// Run is the method of [migrate.Tx].
func (m migration) Run(ctx context.Context, script string) error {
	_, err := m.tx.Exec(ctx, script, pgx.QueryExecModeSimpleProtocol)
	return readFault(ctx, err)
}

// Record is the method of [migrate.Tx].
func (m migration) Record(ctx context.Context, component string, a migrate.Applied) error {
	_, err := m.tx.Exec(ctx, m.store.in(`INSERT INTO $neuroglia_migrations (component, number, name, checksum) VALUES ($1, $2, $3, $4)`),
		component, a.Number, a.Name, a.Checksum)
	return readFault(ctx, err)
}

func (s *Store) appliedTo(ctx context.Context, db querier, component string) ([]migrate.Applied, error) {
	rows, err := db.Query(ctx, s.in("SELECT number, name, checksum, at FROM $neuroglia_migrations WHERE component = $1 ORDER BY number"), component)
	if err == nil {
		var all []migrate.Applied
		all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (a migrate.Applied, err error) {
			err = row.Scan(&a.Number, &a.Name, &a.Checksum, &a.At)
			a.At = a.At.UTC()
			return a, err
		})
		if err == nil {
			return all, nil
		}
	}
	return nil, fmt.Errorf("read neuroglia_migrations: %w", readFault(ctx, err))
}
