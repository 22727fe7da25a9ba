package application_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// errDead is what a bank sees of its store after it was killed: nothing that it does matters
// any more.
var errDead = errors.New("the bank was killed")

// mortal is the store as one life of the bank sees it. It is killed at a commit: right before
// it, or right after it and before it hears of that.
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

// schedule says when the bank is killed.
type schedule struct {
	seed  uint64
	kills []int // commits in each life; the last life is as long as it takes
	after []bool
}

func (s schedule) String() string {
	return fmt.Sprintf("seed %d, killed at commit %v, after it %v", s.seed, s.kills, s.after)
}

// bankOver returns a bank over the store.
func bankOver(ctx context.Context, t *testing.T, store data.Store) *bank {
	t.Helper()
	b := &bank{t: t}
	services := b.services("memory:")
	di.OverrideValue(services, store)
	container, err := services.Build(ctx)
	require.NoError(t, err)
	b.container = container
	b.mediator = resolve[*mediator.Mediator](b)
	return b
}

// simulate runs transfers through all lives of the schedule, and returns how many commits the
// last one needed.
func simulate(t *testing.T, s schedule) (commits int) {
	t.Helper()
	random := rand.New(rand.NewPCG(s.seed, 1)) //nolint:gosec // to be repeated
	store := memory.New()
	outside := bankOver(t.Context(), t, store)
	accounts := []string{outside.open().ID, outside.open().ID, outside.open().ID, outside.open().ID}
	for _, id := range accounts[:3] {
		outside.deposit(id, 100_00)
	}
	var transfers []string
	for range 4 {
		from := random.IntN(3)
		to := (from + 1 + random.IntN(3)) % 4
		transfers = append(transfers, outside.transfer(accounts[from], accounts[to], 40_00+random.Int64N(130_00)).ID)
	}
	send(outside, application.CloseAccount{AccountID: accounts[3]}) // what goes there comes back
	for life := 0; ; life++ {
		m := &mortal{Store: store, left: -1}
		if life < len(s.kills) {
			m.left, m.after = s.kills[life], s.after[life]
		}
		if live(t, m, transfers) {
			commits = m.count
			break
		}
	}
	audit := send(outside, application.AuditAccounts{})
	require.Empty(t, audit.Findings)
	require.Equal(t, "300.00", audit.Totals[0].Balances.String())
	require.True(t, audit.Totals[0].UnderWay.IsZero())
	for _, id := range accounts {
		account := outside.account(id)
		require.Equal(t, account.Balance.Add(account.OverdraftLimit), account.Available, "nothing is held")
	}
	return commits
}

// live runs the bank until it is killed, or reports that every transfer is over.
func live(t *testing.T, m *mortal, transfers []string) (done bool) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	m.kill = kill
	b := bankOver(ctx, t, m)
	engine, processes := resolve[*eventing.Engine](b), resolve[*process.Processes](b)
	var running sync.WaitGroup
	running.Go(func() { _ = engine.Run(ctx) })
	running.Go(func() { _ = processes.Run(ctx) })
	defer running.Wait()
	defer kill()
	for range 1000 {
		over := 0
		for _, id := range transfers {
			if send(b, application.GetTransfer{TransferID: id}).Status.Over() {
				over++
			}
		}
		if over == len(transfers) {
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

// schedules returns one that kills at each boundary, before and after the commit, and as many
// random ones as are left.
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

// Whenever the bank is killed, every transfer comes to an end and the books are in order.
// BANKING_TEST_SCHEDULES asks for more of them.
func TestTheBankMayDieAtEveryBoundary(t *testing.T) {
	t.Parallel()
	total := 200
	if text := os.Getenv("BANKING_TEST_SCHEDULES"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err)
		total = n
	}
	boundaries := 0
	synctest.Test(t, func(t *testing.T) { boundaries = simulate(t, schedule{seed: 1}) })
	require.Greater(t, boundaries, 20)
	all := schedules(boundaries, total)
	for _, s := range all {
		synctest.Test(t, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("schedule: %v", s)
				}
			}()
			simulate(t, s)
		})
	}
	t.Logf("%d boundaries, %d schedules", boundaries, len(all))
}
