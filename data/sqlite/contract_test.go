package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func TestContract(t *testing.T) {
	t.Parallel()
	inFile := func(t *testing.T, dir string) data.Store {
		store, err := sqlite.Open(t.Context(), "sqlite:"+filepath.Join(dir, "test.db"))
		require.NoError(t, err)
		return store
	}
	inMemory := func(t *testing.T, _ string) data.Store {
		store, err := sqlite.Open(t.Context(), "sqlite::memory:")
		require.NoError(t, err)
		return store
	}
	for name, store := range map[string]struct {
		open     datatest.Open
		features datatest.Features
	}{
		"file":   {inFile, datatest.Features{Durable: true}},
		"memory": {inMemory, datatest.Features{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("store", func(t *testing.T) { t.Parallel(); datatest.TestStore(t, store.open, store.features) })
			t.Run("repository", func(t *testing.T) { t.Parallel(); datatest.TestRepository(t, store.open, store.features) })
			t.Run("event store", func(t *testing.T) { t.Parallel(); datatest.TestEventStore(t, store.open, store.features) })
			t.Run("migrate", func(t *testing.T) { t.Parallel(); datatest.TestMigrate(t, store.open, store.features) })
			t.Run("lease", func(t *testing.T) { t.Parallel(); datatest.TestLease(t, store.open, store.features) })
			t.Run("unit of work", func(t *testing.T) { t.Parallel(); datatest.TestUnitOfWork(t, store.open, store.features) })
			t.Run("isolation", func(t *testing.T) { t.Parallel(); datatest.TestIsolation(t, store.open, store.features) })
		})
	}
}
