package migrate

import (
	"context"
	"time"
)

// Database is what migrations are applied to. Adapters of stores that speak SQL implement
// it. It is safe for concurrent use.
type Database interface {
	// Applied returns what was applied of the component, by number. A database that no
	// migration was applied to has none; looking does not change it.
	Applied(ctx context.Context, component string) ([]Applied, error)
	// Migrate runs fn in a transaction that no other Migrate overlaps, of whatever process.
	// It commits when fn returns nil and leaves nothing otherwise, returning the error.
	Migrate(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error
}

// Tx is a transaction of [Database.Migrate].
type Tx interface {
	// Applied is as that of [Database].
	Applied(ctx context.Context, component string) ([]Applied, error)
	// Run carries out a script of one or more statements.
	Run(ctx context.Context, script string) error
	// Record notes that a migration of the component was applied now, by the clock of the
	// database where it has one.
	Record(ctx context.Context, component string, applied Applied) error
}

// Applied is the note that a migration was applied.
type Applied struct {
	Number   int64
	Name     string
	Checksum string
	// At is when; Record need not be told.
	At time.Time
}
