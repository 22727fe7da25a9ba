package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// Behind a real pool that hands out connections by transaction the contracts are the same.
func TestContractBehindPgBouncer(t *testing.T) {
	t.Parallel()
	direct := &databases{urls: map[string]string{}}
	pools := &databases{urls: map[string]string{}}
	open := func(t *testing.T, dir string) data.Store {
		t.Helper()
		pools.mu.Lock()
		defer pools.mu.Unlock()
		if _, ok := pools.urls[dir]; !ok {
			pools.urls[dir] = testenv.PgBouncer(t, direct.url(t, dir))
		}
		store, err := postgres.Open(t.Context(), pools.urls[dir]+"&pooling=transaction")
		require.NoError(t, err)
		return store
	}
	features := datatest.Features{Durable: true, RefusesNUL: true}
	t.Run("event store", func(t *testing.T) { t.Parallel(); datatest.TestEventStore(t, open, features) })
	t.Run("lease", func(t *testing.T) { t.Parallel(); datatest.TestLease(t, open, features) })
	if !datatest.InFull() {
		return
	}
	t.Run("unit of work", func(t *testing.T) { t.Parallel(); datatest.TestUnitOfWork(t, open, features) })
}
