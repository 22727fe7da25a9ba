package testenv_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

func TestPostgresGivesEachTestItsOwnDatabase(t *testing.T) { //nolint:tparallel // the subtest ends before its databases are looked for
	t.Parallel()
	var urls [2]string
	t.Run("databases", func(t *testing.T) {
		for i := range urls {
			urls[i] = testenv.Postgres(t)
			_, err := connect(t, urls[i]).Exec(t.Context(), "CREATE TABLE mine (n int)")
			require.NoError(t, err)
		}
	})
	require.NotEqual(t, urls[0], urls[1])
	for _, gone := range urls {
		_, err := pgx.Connect(t.Context(), gone)
		require.ErrorContains(t, err, "does not exist")
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
