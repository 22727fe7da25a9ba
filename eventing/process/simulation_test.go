package process_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
)

// errDead is what a program sees of its store after it was killed: nothing that it does
// matters any more.
var errDead = errors.New("the program was killed")

// mortal is the store as one life of a program sees it. It is killed at a commit: right
// before it, or right after it and before it hears of that.
type mortal struct {
	*memory.Store
	mu    sync.Mutex
	left  int // commits until the kill; below 0 is never
	after bool
	dead  bool
	count int
	kill  context.CancelFunc
}

func (m *mortal) Commit(ctx context.Context, batch data.Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return errDead
	}
	m.count++
	if m.left--; m.left != -1 {
		return m.Store.Commit(ctx, batch)
	}
	if m.after {
		_ = m.Store.Commit(ctx, batch)
	}
	m.dead = true
	m.kill()
	return errDead
}

func (m *mortal) Now(ctx context.Context) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return time.Time{}, errDead
	}
	return m.Store.Now(ctx)
}

// schedule says when the program is killed, and what goes wrong on the way.
type schedule struct {
	seed  uint64
	kills []int // commits in each life; the last life is as long as it takes
	after []bool
}

func (s schedule) String() string {
	return fmt.Sprintf("seed %d, killed at commit %v, after it %v", s.seed, s.kills, s.after)
}

// simulate runs transfers through all lives of the schedule and returns how many commits the
// last one needed.
func simulate(t *testing.T, s schedule) (commits int) {
	t.Helper()
	random := rand.New(rand.NewPCG(s.seed, 1)) //nolint:gosec // to be repeated
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
	for life := 0; ; life++ {
		m := &mortal{Store: store, left: -1}
		if life < len(s.kills) {
			m.left, m.after = s.kills[life], s.after[life]
		}
		if live(t, m, fail) {
			commits = m.count
			break
		}
	}
	audit(t, w, ids, 300, 4)
	return commits
}

// live runs a program until it is killed, or reports that everything is done.
func live(t *testing.T, m *mortal, fail func(context.Context, any) error) (done bool) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	m.kill = kill
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
	defer kill()
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

// schedules returns one that kills at each boundary, before and after the commit, and as
// many random ones as are left.
func schedules(boundaries, total int) []schedule {
	var list []schedule
	for k := range boundaries {
		for _, after := range []bool{false, true} {
			list = append(list, schedule{seed: 1, kills: []int{k}, after: []bool{after}})
		}
	}
	for seed := uint64(2); len(list) < total; seed++ {
		random := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // to be repeated
		s := schedule{seed: seed}
		for range 1 + random.IntN(4) {
			s.kills = append(s.kills, random.IntN(boundaries))
			s.after = append(s.after, random.IntN(2) == 0)
		}
		list = append(list, s)
	}
	return list
}

func TestAProgramMayDieAtEveryBoundary(t *testing.T) {
	t.Parallel()
	total := 1000
	if testing.Short() {
		total = 100
	}
	boundaries := 0
	synctest.Test(t, func(t *testing.T) { boundaries = simulate(t, schedule{seed: 1}) })
	require.Greater(t, boundaries, 10)
	for _, s := range schedules(boundaries, total) {
		synctest.Test(t, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("schedule: %v", s)
				}
			}()
			simulate(t, s)
		})
	}
	t.Logf("%d boundaries, %d schedules", boundaries, total)
}
