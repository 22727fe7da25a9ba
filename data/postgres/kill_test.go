package postgres_test

import (
	"testing"

	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestTortureOfUnits kills two client processes over and over.
func TestTortureOfUnits(t *testing.T) {
	t.Parallel()
	datatest.TortureUnitOfWork(t, datatest.Torture{
		Place:     func(t *testing.T) string { t.Helper(); return testenv.Postgres(t) },
		Open:      openVictim,
		Processes: 2, Transactions: 5000,
	})
}

// TestTortureOfUnitsWhileTheServerDies kills the server in their midst as well.
func TestTortureOfUnitsWhileTheServerDies(t *testing.T) {
	t.Parallel()
	var server *testenv.Server
	datatest.TortureUnitOfWork(t, datatest.Torture{
		Place: func(t *testing.T) string {
			t.Helper()
			server = testenv.PostgresServer(t)
			return server.URL
		},
		Open:      openVictim,
		Processes: 2, Transactions: 5000,
		Crash: func(t *testing.T) { t.Helper(); server.Kill(t); server.Start(t) },
	})
}
