package process_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
)

// simulate runs transfers through all lives and returns how many commits the last one needed.
func simulate(t *testing.T, lives datatest.Lives) (commits int) {
	t.Helper()
	random := rand.New(rand.NewPCG(lives.Seed, 1)) //nolint:gosec // to be repeated
	var mu sync.Mutex
	fail := func(context.Context, any) error {
		mu.Lock()
		defer mu.Unlock()
		if random.IntN(8) == 0 {
			return errUnplugged
		}
		return nil
	}
	store := memory.New()
	w := &world{t: t, store: store}
	outside, err := data.NewRepository[*Account, string](store, data.Config{Collection: "accounts"})
	require.NoError(t, err)
	w.accounts = &accounts{outside, fail}
	ids := []string{"a", "b", "c"}
	for _, id := range ids {
		w.open(id, 100)
	}
	for i := range 4 {
		from := random.IntN(len(ids))
		to := (from + 1 + random.IntN(len(ids)-1)) % len(ids)
		w.request(fmt.Sprint("t", i), ids[from], ids[to], 20+random.IntN(90))
	}
	commits = lives.Run(t.Context(), store, func(ctx context.Context, m *datatest.Mortal) bool { return live(ctx, t, m, fail) })
	audit(t, w, ids, 300, 4)
	return commits
}

// live runs a program until it is killed, or reports that everything is done.
func live(ctx context.Context, t *testing.T, m *datatest.Mortal, fail func(context.Context, any) error) (done bool) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	services := di.NewServices()
	bank(services, m, process.Config{Lease: time.Second, Shards: 2, Batch: 1}, fail)
	c, err := services.Build(ctx)
	require.NoError(t, err)
	engine, err := di.Resolve[*eventing.Engine](c)
	require.NoError(t, err)
	processes, err := di.Resolve[*process.Processes](c)
	require.NoError(t, err)
	var running sync.WaitGroup
	running.Go(func() { _ = engine.Run(ctx) })
	running.Go(func() { _ = processes.Run(ctx) })
	defer running.Wait()
	defer stop()
	for range 1000 {
		page, err := processes.List(context.WithoutCancel(ctx), "transfer", query.Where(process.FieldStatus.In(process.Completed, process.Aborted)))
		require.NoError(t, err)
		if page.Total == 4 {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(50 * time.Millisecond): // of the bubble
		}
	}
	t.Error("the transfers did not come to an end")
	return true
}

// audit checks that no money was made or lost, and that nothing happened twice.
func audit(t *testing.T, w *world, ids []string, sum, transfers int) {
	t.Helper()
	for _, id := range ids {
		a, err := w.accounts.Get(t.Context(), id)
		require.NoError(t, err)
		require.Empty(t, a.State().Holds, "no hold is left behind")
		require.GreaterOrEqual(t, a.State().Balance, 0)
		sum -= a.State().Balance
	}
	require.Zero(t, sum, "the money is what it was")
	log, err := eventstore.Of(w.store)
	require.NoError(t, err)
	seen := make(map[string]int)
	for r, err := range log.ReadAll(t.Context(), 0, eventstore.Filter{Categories: []string{"account"}}) {
		require.NoError(t, err)
		if r.Type != "account.opened" {
			seen[r.Type+" "+string(r.Data)]++
			require.NotEmpty(t, r.Metadata.Causation, "an event tells the command behind it")
		}
	}
	for event, n := range seen {
		require.Equal(t, 1, n, event)
	}
	require.LessOrEqual(t, len(seen), 3*transfers)
}

func TestAProgramMayDieAtEveryBoundary(t *testing.T) {
	t.Parallel()
	total := 1000
	if testing.Short() {
		total = 100
	}
	datatest.TestMortality(t, total, simulate)
}
