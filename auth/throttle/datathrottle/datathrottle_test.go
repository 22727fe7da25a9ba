package datathrottle_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/datathrottle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/throttletest"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// engines are the stores that attempts are counted in.
var engines = map[string]func(t *testing.T) string{
	"memory":   func(*testing.T) string { return "memory:" },
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") },
	"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
}

func open(t *testing.T, url string) data.Store {
	t.Helper()
	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open, "postgres": postgres.Open}
	store, err := drivers.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			throttletest.TestStore(t, func(t *testing.T) throttle.Store {
				store, err := datathrottle.New(open(t, url(t)), datathrottle.Config{})
				require.NoError(t, err)
				return store
			})
		})
	}
}
