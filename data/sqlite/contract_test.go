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
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		datatest.TestStore(t, inFile, datatest.Features{Durable: true})
	})
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		datatest.TestStore(t, inMemory, datatest.Features{})
	})
}
