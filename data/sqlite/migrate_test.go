package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/migrate"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

// Replicas are stores of their own on one file, each with its own connection.
func TestReplicasMigrateTogether(t *testing.T) {
	t.Parallel()
	const replicas, steps = 6, 10
	path := filepath.Join(t.TempDir(), "shared.db")
	files := fstest.MapFS{}
	for i := range steps {
		files[fmt.Sprintf("%02d_step.sql", i+1)] = &fstest.MapFile{Data: fmt.Appendf(nil, "CREATE TABLE step%d (n INTEGER)", i)}
	}
	outcomes := make(chan error, replicas)
	for range replicas {
		store := open(t, sqlite.Config{Path: path})
		go func() {
			m, err := migrate.New(store, files, migrate.Config{Component: "shop"})
			if err == nil {
				err = m.Up(t.Context())
			}
			outcomes <- err
		}()
	}
	for range replicas {
		require.NoError(t, <-outcomes)
	}
	applied, err := open(t, sqlite.Config{Path: path}).Applied(t.Context(), "shop")
	require.NoError(t, err)
	require.Len(t, applied, steps)
}
