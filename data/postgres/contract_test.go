package postgres_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// databases gives each directory that a suite names a database of its own.
type databases struct {
	mu   sync.Mutex
	urls map[string]string
}

func (d *databases) url(t *testing.T, dir string) string {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.urls[dir]; !ok {
		d.urls[dir] = testenv.Postgres(t)
	}
	return d.urls[dir]
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]string{"direct": "", "behind a transaction pool": "&pooling=transaction&schema=orders"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &databases{urls: map[string]string{}}
			open := func(t *testing.T, dir string) data.Store {
				t.Helper()
				store, err := postgres.Open(t.Context(), d.url(t, dir)+options)
				require.NoError(t, err)
				return store
			}
			features := datatest.Features{Durable: true, RefusesNUL: true}
			t.Run("store", func(t *testing.T) { t.Parallel(); datatest.TestStore(t, open, features) })
			t.Run("repository", func(t *testing.T) { t.Parallel(); datatest.TestRepository(t, open, features) })
			if options != "" && !datatest.InFull() {
				return // a real pool is in TestContractBehindPgBouncer
			}
			t.Run("event store", func(t *testing.T) { t.Parallel(); datatest.TestEventStore(t, open, features) })
			t.Run("migrate", func(t *testing.T) { t.Parallel(); datatest.TestMigrate(t, open, features) })
			t.Run("lease", func(t *testing.T) { t.Parallel(); datatest.TestLease(t, open, features) })
			t.Run("unit of work", func(t *testing.T) { t.Parallel(); datatest.TestUnitOfWork(t, open, features) })
			t.Run("isolation", func(t *testing.T) { t.Parallel(); datatest.TestIsolation(t, open, features) })
		})
	}
}
