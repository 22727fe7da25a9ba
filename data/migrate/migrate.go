package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// Config says whose migrations they are.
type Config struct {
	// Component tells those of one part of a program from others in the same database:
	// "reports". Required.
	Component string
}

// Migrator applies the migrations of a component. It is safe for concurrent use, by any
// number of processes.
type Migrator struct {
	database   Database
	component  string
	migrations []Migration
}

// New returns the migrator of the files, or every fault they have. The database is not
// touched.
func New(database Database, files fs.FS, config Config) (*Migrator, error) {
	if config.Component == "" {
		return nil, errors.New("migrate.Config.Component is empty; name the part of the program that the migrations belong to")
	}
	migrations, err := Read(files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", config.Component, err)
	}
	return &Migrator{database: database, component: config.Component, migrations: migrations}, nil
}

// Up applies what is pending, each file in a transaction of its own. A [*DriftError] means
// that files and database do not belong together.
func (m *Migrator) Up(ctx context.Context) error {
	for {
		pending, err := m.Pending(ctx) // without a lock: most starts find nothing to do
		if err != nil || len(pending) == 0 {
			return err
		}
		err = m.database.Migrate(ctx, func(ctx context.Context, tx Tx) error {
			pending, err := m.pending(ctx, tx) // again: another process may have been faster
			if err != nil || len(pending) == 0 {
				return err
			}
			return m.apply(ctx, tx, pending[0])
		})
		if err != nil {
			return fmt.Errorf("migrate %s: %w", m.component, err)
		}
	}
}

func (m *Migrator) apply(ctx context.Context, tx Tx, one Migration) error {
	if err := tx.Run(ctx, one.SQL); err != nil {
		return fmt.Errorf("apply %s: %w", one, err)
	}
	err := tx.Record(ctx, m.component, Applied{Number: one.Number, Name: one.Name, Checksum: one.Checksum})
	if err != nil {
		return fmt.Errorf("note that %s was applied: %w", one, err)
	}
	return nil
}

// errTakenBack ends a dry run.
var errTakenBack = errors.New("taken back")

// DryRun applies what is pending in one transaction, takes it back, and returns what it
// was. It holds the lock that writers need, so it is not for a database that is busy.
func (m *Migrator) DryRun(ctx context.Context) ([]Migration, error) {
	var pending []Migration
	err := m.database.Migrate(ctx, func(ctx context.Context, tx Tx) (err error) {
		if pending, err = m.pending(ctx, tx); err != nil {
			return err
		}
		for _, one := range pending {
			if err := m.apply(ctx, tx, one); err != nil {
				return err
			}
		}
		return errTakenBack
	})
	if !errors.Is(err, errTakenBack) {
		return nil, fmt.Errorf("try the migrations of %s: %w", m.component, err)
	}
	return pending, nil
}

// Pending returns what Up would apply, in order, or a [*DriftError].
func (m *Migrator) Pending(ctx context.Context) ([]Migration, error) {
	return m.pending(ctx, m.database)
}

type looker interface {
	Applied(ctx context.Context, component string) ([]Applied, error)
}

func (m *Migrator) pending(ctx context.Context, database looker) ([]Migration, error) {
	status, err := m.status(ctx, database)
	if err != nil {
		return nil, err
	}
	var pending []Migration
	drift := &DriftError{Component: m.component}
	for _, e := range status {
		switch {
		case e.State == Pending:
			pending = append(pending, e.Migration)
		case e.State.broken():
			drift.Entries = append(drift.Entries, e)
		}
	}
	if len(drift.Entries) > 0 {
		return nil, drift
	}
	return pending, nil
}

// Check returns a [*DriftError], or a [*PendingError], or nil when the database is what the
// program needs.
func (m *Migrator) Check(ctx context.Context) error {
	pending, err := m.Pending(ctx)
	if err == nil && len(pending) > 0 {
		return &PendingError{Component: m.component, Migrations: pending}
	}
	return err
}

// Status returns what became of every migration that the program or the database knows.
func (m *Migrator) Status(ctx context.Context) (Status, error) { return m.status(ctx, m.database) }

func (m *Migrator) status(ctx context.Context, database looker) (Status, error) {
	applied, err := database.Applied(ctx, m.component)
	if err != nil {
		return nil, fmt.Errorf("look for the migrations of %s: %w", m.component, err)
	}
	var status Status
	known := m.migrations
	for _, a := range applied {
		for len(known) > 0 && known[0].Number < a.Number {
			status, known = append(status, Entry{Migration: known[0], State: Late}), known[1:]
		}
		e := Entry{Migration: Migration{Number: a.Number, Name: a.Name, Checksum: a.Checksum}, State: Newer, At: a.At}
		switch {
		case len(known) > 0 && known[0].Number == a.Number:
			e.Migration, e.State = known[0], Done
			if known[0].Checksum != a.Checksum {
				e.State = Changed
			}
			known = known[1:]
		case len(known) > 0:
			e.State = Lost
		}
		status = append(status, e)
	}
	for _, left := range known {
		status = append(status, Entry{Migration: left, State: Pending})
	}
	return status, nil
}
