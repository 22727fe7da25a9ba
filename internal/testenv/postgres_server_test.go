package testenv_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestPostgresServerKeepsWhatWasCommittedWhenItIsKilled(t *testing.T) {
	t.Parallel()
	server := testenv.PostgresServer(t)
	_, err := connect(t, server.URL).Exec(t.Context(), "CREATE TABLE kept AS SELECT 42 AS n")
	require.NoError(t, err)

	server.Kill(t)
	_, err = pgx.Connect(t.Context(), server.URL)
	require.Error(t, err)
	server.Start(t)

	var n int
	require.NoError(t, connect(t, server.URL).QueryRow(t.Context(), "SELECT n FROM kept").Scan(&n))
	require.Equal(t, 42, n)
}
