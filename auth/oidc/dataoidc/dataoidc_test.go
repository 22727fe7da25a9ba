package dataoidc_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/oidc"
	"github.com/neuroglia-go/neuroglia/auth/oidc/dataoidc"
	"github.com/neuroglia-go/neuroglia/auth/oidc/oidctest"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// engines are the stores that records are kept in.
var engines = map[string]func(t *testing.T) string{
	"memory":   func(*testing.T) string { return "memory:" },
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") },
	"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
}

func open(t *testing.T, url string) *dataoidc.Store {
	t.Helper()
	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open, "postgres": postgres.Open}
	database, err := drivers.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, database.Close()) })
	store, err := dataoidc.New(database, dataoidc.Config{})
	require.NoError(t, err)
	return store
}

func TestContract(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			oidctest.TestStore(t, func(t *testing.T) oidc.Store { return open(t, url(t)) })
		})
	}
}

func TestWhatIsUsedUpStaysSoWhenTheUnitFails(t *testing.T) {
	t.Parallel()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t, url(t))
			failure := errors.New("it is not to be")
			require.ErrorIs(t, uow.Do(t.Context(), func(ctx context.Context) error {
				ok, err := store.Add(ctx, oidc.Record{ID: "used"})
				require.NoError(t, err)
				require.True(t, ok)
				return failure
			}), failure)
			_, ok, err := store.Get(t.Context(), "used")
			require.NoError(t, err)
			require.True(t, ok)
		})
	}
}

func TestACollectionThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	database, err := memory.Open(t.Context(), "memory:")
	require.NoError(t, err)
	_, err = dataoidc.New(database, dataoidc.Config{Collection: "No Name"})
	require.ErrorContains(t, err, "No Name")
}
