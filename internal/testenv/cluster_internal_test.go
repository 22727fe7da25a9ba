package testenv

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStartPostgres(t *testing.T) {
	t.Parallel()
	if _, err := findBinaries(); err != nil {
		t.Skip(err)
	}
	server, err := startPostgres()
	require.NoError(t, err)
	require.NoError(t, administer(server, "CREATE TABLE works (n int)"))
	require.NoError(t, dropLeftOvers(server))
	require.Error(t, administer(withDatabase(server, "nowhere"), "SELECT 1"))
	require.Equal(t, "host=here dbname=x", withDatabase("host=here", "x"))
}

func TestANamedServerThatIsWrongIsSaidToBe(t *testing.T) {
	t.Setenv(PostgresVariable, "postgres://postgres@127.0.0.1:1/none")
	_, err := findPostgres()
	require.ErrorContains(t, err, PostgresVariable+" names a PostgreSQL server that cannot be used")
}
