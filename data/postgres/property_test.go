package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// Drawn statements are hardly ever the same twice, so none is prepared under a name.
func TestPostgreSQLAnswersAsMemoryDoes(t *testing.T) {
	t.Parallel()
	datatest.TestQuery(t, func(t *testing.T, _ string) data.Store {
		t.Helper()
		store, err := postgres.Open(t.Context(), testenv.Postgres(t)+"&pooling=transaction")
		require.NoError(t, err)
		return store
	}, datatest.Features{RefusesNUL: true, SortsJSONItsWay: true})
}
