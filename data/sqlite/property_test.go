package sqlite_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func TestSQLiteAnswersAsMemoryDoes(t *testing.T) {
	t.Parallel()
	datatest.TestQuery(t, func(t *testing.T, _ string) data.Store {
		t.Helper()
		store, err := sqlite.New(t.Context(), sqlite.Config{Path: sqlite.Memory})
		require.NoError(t, err)
		return store
	}, datatest.Features{})
}
