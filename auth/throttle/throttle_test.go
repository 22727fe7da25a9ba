package throttle_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/errs"
)

type clock struct{ now atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.now.Store(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) Now() time.Time          { return time.Unix(0, c.now.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.now.Add(int64(d)) }

func newThrottle(t *testing.T, config throttle.Config) (*throttle.Throttle, *clock) {
	t.Helper()
	c := newClock()
	config.Now = c.Now
	limits, err := throttle.New(config)
	require.NoError(t, err)
	return limits, c
}

// after requires that the attempt is refused and returns when to come back.
func after(t *testing.T, limits *throttle.Throttle, a throttle.Attempt) time.Duration {
	t.Helper()
	err := limits.Allow(t.Context(), a)
	require.ErrorIs(t, err, errs.KindTooMany)
	require.Equal(t, throttle.CodeTooManyAttempts, errs.CodeOf(err))
	var later interface{ RetryAfter() time.Duration }
	require.ErrorAs(t, err, &later)
	return later.RetryAfter()
}

func TestPausesDoubleUpToTheLongest(t *testing.T) {
	t.Parallel()
	limits, clock := newThrottle(t, throttle.Config{Account: throttle.Limit{Free: 3, First: time.Second, Longest: 6 * time.Second, Forget: time.Hour}})
	ada := throttle.Attempt{Account: "ada"}
	for range 3 {
		require.NoError(t, limits.Allow(t.Context(), ada))
	}
	for _, pause := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 6 * time.Second, 6 * time.Second} {
		require.Equal(t, pause, after(t, limits, ada))
		clock.advance(pause - time.Millisecond)
		require.Equal(t, time.Millisecond, after(t, limits, ada), "a refused attempt makes the pause no longer")
		clock.advance(time.Millisecond)
		require.NoError(t, limits.Allow(t.Context(), ada), "the pause is over at its end")
	}
	require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: "bob"}), "others do not wait")
}

func TestWhatIsLongAgoIsForgotten(t *testing.T) {
	t.Parallel()
	limits, clock := newThrottle(t, throttle.Config{Account: throttle.Limit{Free: 2, First: time.Second, Forget: time.Minute}})
	ada := throttle.Attempt{Account: "ada"}
	require.NoError(t, limits.Allow(t.Context(), ada))
	require.NoError(t, limits.Allow(t.Context(), ada))
	clock.advance(time.Second + time.Minute)
	require.NoError(t, limits.Allow(t.Context(), ada))
	require.NoError(t, limits.Allow(t.Context(), ada), "the free attempts are there again")
	require.Equal(t, time.Second, after(t, limits, ada))
}

func TestSuccessClearsTheAccountAndTakesOneOffTheAddress(t *testing.T) {
	t.Parallel()
	limits, clock := newThrottle(t, throttle.Config{
		Account: throttle.Limit{Free: 2, First: time.Second},
		Address: throttle.Limit{Free: 4, First: time.Minute},
	})
	const address = "192.0.2.7"
	own, other := throttle.Attempt{Account: "mallory", Address: address}, throttle.Attempt{Account: "ada", Address: address}
	for range 3 { // guesses at ada, one success at the account of one's own between each
		require.NoError(t, limits.Allow(t.Context(), other))
		require.NoError(t, limits.Allow(t.Context(), own))
		require.NoError(t, limits.Succeeded(t.Context(), own))
		clock.advance(2 * time.Second)
	}
	require.NoError(t, limits.Allow(t.Context(), own))
	require.Equal(t, time.Minute, after(t, limits, own), "successes do not pay for the guesses")
	require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: "mallory"}), "the account itself is free")
}

func TestWhoWasNotLookedAtIsNotCounted(t *testing.T) {
	t.Parallel()
	limits, clock := newThrottle(t, throttle.Config{
		Account: throttle.Limit{Free: 2, First: time.Second},
		Address: throttle.Limit{Free: 3, First: time.Minute},
	})
	ada := throttle.Attempt{Account: "ada", Address: "192.0.2.7"}
	withdrawn := func(times int) {
		for range times {
			require.NoError(t, limits.Allow(t.Context(), ada))
			require.NoError(t, limits.Withdraw(t.Context(), ada))
		}
	}
	withdrawn(10)
	require.NoError(t, limits.Allow(t.Context(), ada))
	withdrawn(10)
	require.NoError(t, limits.Allow(t.Context(), ada), "the second guess")
	require.Equal(t, time.Second, after(t, limits, ada), "guesses are not paid for by what was withdrawn")
	clock.advance(time.Second)
	require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: "ada"}))
	require.NoError(t, limits.Withdraw(t.Context(), throttle.Attempt{Account: "ada"}))
	for range 3 { // a pause that has begun goes on, and gets no longer
		require.Equal(t, 2*time.Second, after(t, limits, throttle.Attempt{Account: "ada"}))
		clock.advance(2 * time.Second)
		require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: "ada"}))
		require.NoError(t, limits.Withdraw(t.Context(), throttle.Attempt{Account: "ada"}))
	}
}

func TestOnePasswordAtManyAccountsCountsAgainstTheAddress(t *testing.T) {
	t.Parallel()
	limits, _ := newThrottle(t, throttle.Config{Address: throttle.Limit{Free: 10, First: time.Minute}})
	for i := range 10 {
		require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: fmt.Sprint("user", i), Address: "192.0.2.7:1234"}))
	}
	require.Equal(t, time.Minute, after(t, limits, throttle.Attempt{Account: "another", Address: "192.0.2.7:9999"}))
	require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: "another", Address: "192.0.2.8:1"}))
}

func TestSpellingsOfOneKeyCountTogether(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		one, same throttle.Attempt
	}{
		{"case of the account", throttle.Attempt{Account: "Ada"}, throttle.Attempt{Account: " aDA "}},
		{"the port", throttle.Attempt{Address: "192.0.2.1:1"}, throttle.Attempt{Address: "192.0.2.1"}},
		{"IPv4 in IPv6", throttle.Attempt{Address: "192.0.2.1:1"}, throttle.Attempt{Address: "[::ffff:192.0.2.1]:2"}},
		{"one /64", throttle.Attempt{Address: "[2001:db8::1]:1"}, throttle.Attempt{Address: "2001:db8::ffff:2"}},
		{"brackets", throttle.Attempt{Address: "[2001:db8::1]"}, throttle.Attempt{Address: "2001:db8::1"}},
		{"the zone", throttle.Attempt{Address: "fe80::1%eth0"}, throttle.Attempt{Address: "fe80::1%eth1"}},
		{"what is no address", throttle.Attempt{Address: "@"}, throttle.Attempt{Address: "@"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			one := throttle.Limit{Free: 1, First: time.Second}
			limits, _ := newThrottle(t, throttle.Config{Account: one, Address: one})
			require.NoError(t, limits.Allow(t.Context(), tt.one))
			require.Equal(t, time.Second, after(t, limits, tt.same))
			require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: "bob", Address: "[2001:db8:0:1::1]:1"}))
			require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{}), "nothing to count by is not counted")
		})
	}
}

func TestGuessesAtOnceAreCountedBeforeAnyIsAnswered(t *testing.T) {
	t.Parallel()
	limits, _ := newThrottle(t, throttle.Config{Account: throttle.Limit{Free: 5, First: time.Minute}})
	var allowed atomic.Int64
	var group sync.WaitGroup
	for range 1000 {
		group.Go(func() {
			if limits.Allow(t.Context(), throttle.Attempt{Account: "ada"}) == nil {
				allowed.Add(1)
			}
		})
	}
	group.Wait()
	require.LessOrEqual(t, allowed.Load(), int64(5))
	require.Positive(t, allowed.Load())
}

func TestTheMemoryIsBoundedAndKeepsThePauses(t *testing.T) {
	t.Parallel()
	store := throttle.NewMemory(throttle.MemoryConfig{Entries: 100})
	limits, _ := newThrottle(t, throttle.Config{Store: store, Account: throttle.Limit{Free: 2, First: time.Minute}})
	victim := throttle.Attempt{Account: "victim"}
	require.NoError(t, limits.Allow(t.Context(), victim))
	require.NoError(t, limits.Allow(t.Context(), victim))
	for i := range 10_000 {
		require.NoError(t, limits.Allow(t.Context(), throttle.Attempt{Account: fmt.Sprint("noise", i)}))
	}
	require.Equal(t, 100, store.Len())
	require.Equal(t, time.Minute, after(t, limits, victim), "a flood of names does not flush what is paused")
	for i := range 300 {
		noise := throttle.Attempt{Account: fmt.Sprint("paused", i)}
		require.NoError(t, limits.Allow(t.Context(), noise))
		require.NoError(t, limits.Allow(t.Context(), noise))
	}
	require.Equal(t, 100, store.Len())
	require.NoError(t, limits.Succeeded(t.Context(), throttle.Attempt{Account: "paused299"}))
	require.Equal(t, 99, store.Len())
}

type broken struct{ swap bool }

func (b broken) Get(context.Context, string) (throttle.Record, error) {
	if b.swap {
		return throttle.Record{}, nil
	}
	return throttle.Record{}, errors.New("connection refused")
}

func (broken) Swap(context.Context, string, throttle.Record, throttle.Record) (bool, error) {
	return false, errors.New("connection refused")
}

func TestAStoreThatFailsLetsNobodyThrough(t *testing.T) {
	t.Parallel()
	for _, store := range []throttle.Store{broken{}, broken{swap: true}} {
		limits, _ := newThrottle(t, throttle.Config{Store: store})
		for _, err := range []error{limits.Allow(t.Context(), throttle.Attempt{Account: "ada"}), limits.Succeeded(t.Context(), throttle.Attempt{Account: "ada"})} {
			require.ErrorIs(t, err, errs.KindUnavailable)
		}
	}
}

type contended struct{ throttle.Store }

func (contended) Swap(context.Context, string, throttle.Record, throttle.Record) (bool, error) {
	return false, nil
}

func TestAKeyThatIsAlwaysContendedIsRefused(t *testing.T) {
	t.Parallel()
	limits, _ := newThrottle(t, throttle.Config{Store: contended{throttle.NewMemory(throttle.MemoryConfig{})}})
	require.Equal(t, time.Second, after(t, limits, throttle.Attempt{Account: "ada"}))
}

func TestNewSaysEveryFault(t *testing.T) {
	t.Parallel()
	_, err := throttle.New(throttle.Config{Account: throttle.Limit{Free: -1}, Address: throttle.Limit{First: -1}})
	require.ErrorContains(t, err, "Config.Account")
	require.ErrorContains(t, err, "Config.Address")
}
