package eventing_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// owners returns how many shards of a subscription each process works on.
func owners(t testing.TB, p *program, name string) map[string]int {
	t.Helper()
	list, err := p.Status(t.Context())
	require.NoError(t, err)
	found := make(map[string]int)
	for _, s := range list {
		if s.Name == name {
			for _, shard := range s.Shards {
				found[shard.Owner]++
			}
		}
	}
	return found
}

func TestProcessesShareTheShardsFairly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		config := eventing.Config{Shards: 7}
		var programs []*program
		var stops []func()
		for n, want := range [][]int{{7}, {3, 4}, {2, 2, 3}} {
			p := newProgram(t, store, config)
			programs, stops = append(programs, p), append(stops, p.start(t))
			<-time.After(5 * time.Second)
			var shares []int
			for owner, share := range owners(t, p, "ledger") {
				require.NotEmpty(t, owner)
				shares = append(shares, share)
			}
			require.ElementsMatch(t, want, shares, "%d processes", n+1)
		}
		for n := range 50 {
			note(t, store, fmt.Sprint(n%10), n/10+1)
		}
		programs[0].settle(t)
		stops[0]()
		<-time.After(3 * time.Second)
		require.Len(t, owners(t, programs[1], "ledger"), 2, "handed over within seconds")
		require.NotContains(t, owners(t, programs[1], "ledger"), "")
		for n := range 10 {
			note(t, store, fmt.Sprint(n), 6)
		}
		programs[1].settle(t)
		for n := range 10 {
			require.Equal(t, count(6), programs[1].numbers(t, fmt.Sprint(n)))
		}
	})
}

func TestSubscriptionsOfOneShardAreSharedToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		more := func(s *di.Services, l *Ledger) {
			for n := range 9 {
				eventing.Subscribe(s, eventing.Config{Name: fmt.Sprintf("s%d", n)}, func() *Archive { return &Archive{} }, eventing.OnRecords((*Archive).Keep))
			}
		}
		a, b := newProgram(t, store, eventing.Config{}, more), newProgram(t, store, eventing.Config{}, more)
		a.start(t)
		b.start(t)
		<-time.After(10 * time.Second)
		list, err := a.Status(t.Context())
		require.NoError(t, err)
		total := make(map[string]int)
		for _, s := range list {
			total[s.Shards[0].Owner]++
		}
		require.Len(t, total, 2)
		for _, n := range total {
			require.GreaterOrEqual(t, n, 2, "%v", total)
		}
	})
}

// A process that dies is replaced when its lease is over, and what it does later has no effect.
func TestADeadProcessIsReplacedAndFenced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		common := memory.New()
		first, second := &wrapped{full: common}, &wrapped{full: common}
		config := eventing.Config{Lease: 4 * time.Second}
		a, b := newProgram(t, first, config), newProgram(t, second, config)
		stop := a.start(t)
		note(t, common, "a", 1)
		a.settle(t)

		blocked, release := make(chan struct{}), make(chan struct{})
		var zombie atomic.Value
		first.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
			if !touches(batch, "accounts") {
				return errs.Unavailable("gone", "the process does not run")
			}
			close(blocked)
			<-release // the process stands still just before its commit
			err := commit()
			zombie.Store(err)
			return err
		})
		note(t, common, "a", 2)
		<-blocked
		b.start(t)
		<-time.After(10 * time.Second)
		require.Equal(t, []int{1, 2}, b.numbers(t, "a"), "taken over")
		first.onCommit(nil)
		close(release)
		synctest.Wait()
		require.Error(t, zombie.Load().(error), "the commit of who was overtaken is refused")
		require.Equal(t, []int{1, 2}, b.numbers(t, "a"))
		note(t, common, "a", 3)
		b.settle(t)
		<-time.After(time.Minute)
		require.Equal(t, count(3), b.numbers(t, "a"))
		stop()
	})
}

// What runs is finished before the shards are handed over.
func TestRunDrains(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Batch: 1})
		begun := make(chan struct{})
		p.ledger.meets(func(ctx context.Context, e Noted) error {
			if e.N == 1 {
				close(begun)
				<-time.After(2 * time.Second)
			}
			return ctx.Err()
		})
		stop := p.start(t)
		note(t, store, "a", 1, 2)
		<-begun
		stop()
		require.Equal(t, []int{1}, p.numbers(t, "a"))

		next := newProgram(t, store, eventing.Config{})
		next.start(t)
		start := time.Now()
		next.settle(t)
		require.Less(t, time.Since(start), time.Second, "the lease was released")
		require.Equal(t, []int{1, 2}, next.numbers(t, "a"))
	})
}

// A consumer that does not come back is told to by its context once its lease would be over.
func TestRunDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		p := newProgram(t, store, eventing.Config{Lease: 5 * time.Second})
		begun := make(chan struct{})
		p.ledger.meets(func(ctx context.Context, _ Noted) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		})
		stop := p.start(t)
		note(t, store, "a", 1)
		<-begun
		start := time.Now()
		stop()
		require.InDelta(t, 5, time.Since(start).Seconds(), 1)
		require.Empty(t, p.states(t, "a"), "that is no fault of the event")
	})
}

func TestTheNumberOfShardsCanChange(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := open(t)
			config := eventing.Config{Lease: 2 * time.Second, Retry: eventing.Retry{Attempts: 1}}
			last := 0
			for _, shards := range []int{2, 5, 1, 3} {
				config.Shards = shards
				p := newProgram(t, store, config)
				p.ledger.meets(failing("3", 1))
				stop := p.start(t)
				for range 4 {
					last++
					for key := range 8 {
						note(t, store, fmt.Sprint(key), last)
					}
				}
				require.Eventually(t, func() bool {
					list, err := p.Status(t.Context())
					return err == nil && len(list[0].Shards) == shards && list[0].Lag() == 0
				}, time.Minute, 20*time.Millisecond)
				for key := range 8 {
					want := count(last)
					if key == 3 {
						want = nil
					}
					require.Equal(t, want, p.numbers(t, fmt.Sprint(key)), "key %d of %d shards", key, shards)
				}
				require.Len(t, p.states(t, "3"), last)
				stop()
			}
			p := newProgram(t, store, config)
			_, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger"})
			require.NoError(t, err)
			require.NoError(t, p.CatchUp(t.Context()))
			require.Equal(t, count(last), p.numbers(t, "3"), "letters followed their keys")
		})
	}
}

// Shards at different positions meet at that of the furthest before keys change places.
func TestShardsMeetBeforeTheirNumberChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		old := newProgram(t, store, eventing.Config{Shards: 2})
		var quick atomic.Bool
		old.ledger.meets(func(_ context.Context, e Noted) error {
			if !quick.Load() && (e.Key == "a" || e.Key == "c") {
				return errs.Unavailable("slow", "not now")
			}
			return nil
		})
		stop := old.start(t)
		for n := range 10 {
			for _, key := range []string{"a", "b", "c", "d"} {
				note(t, store, key, n+1)
			}
		}
		<-time.After(time.Minute)
		young := newProgram(t, store, eventing.Config{Shards: 3})
		young.start(t)
		<-time.After(time.Minute)
		quick.Store(true)
		note(t, store, "a", 11)
		<-time.After(2 * time.Minute)
		for _, key := range []string{"b", "c", "d"} {
			require.Equal(t, count(10), young.numbers(t, key))
		}
		require.Equal(t, count(11), young.numbers(t, "a"))
		list, err := old.Status(t.Context())
		require.NoError(t, err)
		require.Len(t, list[0].Shards, 3, "the old process follows")
		require.Len(t, owners(t, old, "ledger"), 2)
		stop()
	})
}
