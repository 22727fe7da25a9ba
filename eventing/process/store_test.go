package process_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

var everything = query.All()

// Two replicas over each real store, with accounts that many transfers want at once.
func TestOverRealStores(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) data.Store{
		"sqlite": func(t *testing.T) data.Store {
			store, err := sqlite.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "bank.db"))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, store.Close()) })
			return store
		},
		"postgres": func(t *testing.T) data.Store {
			store, err := postgres.Open(t.Context(), testenv.Postgres(t))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, store.Close()) })
			return store
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			first := newWorld(t, store, process.Config{Shards: 2}, nil)
			second := newWorld(t, store, process.Config{Shards: 2}, nil)
			ids := []string{"a", "b", "c"}
			for _, id := range ids {
				first.open(id, 1000)
			}
			defer first.run(t.Context())()
			defer second.run(t.Context())()
			const transfers = 30
			begun := time.Now()
			for i := range transfers {
				first.request(fmt.Sprint("t", i), ids[i%3], ids[(i+1+i%2)%3], 10+i%7)
			}
			require.Eventually(t, func() bool {
				page, err := first.processes.List(t.Context(), "transfer", query.Where(process.FieldStatus.Eq(process.Completed)).Limit(1))
				return err == nil && page.Total == transfers
			}, 3*time.Minute, 20*time.Millisecond)
			t.Logf("%d transfers in %v", transfers, time.Since(begun))
			audit(t, first, ids, 3000, transfers)
		})
	}
}
