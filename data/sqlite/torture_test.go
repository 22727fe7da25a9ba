package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func tortured(options string, processes int) datatest.Torture {
	return datatest.Torture{
		Place: func(t *testing.T) string {
			t.Helper()
			return "sqlite:" + filepath.Join(t.TempDir(), "torture.db") + options
		},
		Open: func(t *testing.T, url string) datatest.Victim {
			t.Helper()
			store, err := sqlite.Open(t.Context(), url)
			require.NoError(t, err)
			return datatest.Victim{Store: store}
		},
		Processes: processes,
	}
}

// TestTorture has three processes write to one file, two of which are killed at random.
func TestTorture(t *testing.T) {
	t.Parallel()
	datatest.TortureEventStore(t, tortured("?synchronous=normal&busy_timeout=30s", 2))
}

// TestTortureOfUnits kills the only process, so that the next one has to recover the file, and
// two that share it.
func TestTortureOfUnits(t *testing.T) {
	t.Parallel()
	for name, torture := range map[string]datatest.Torture{
		"full":   tortured("", 1),
		"normal": tortured("?synchronous=normal&busy_timeout=30s", 2),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			torture.Transactions = 5000
			datatest.TortureUnitOfWork(t, torture)
		})
	}
}
