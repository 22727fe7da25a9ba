package eventing_test

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
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// chance is a source of accidents, the same for the same seed.
type chance struct {
	mu     sync.Mutex
	random *rand.Rand
	calm   bool // no more accidents
}

func (c *chance) n(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.IntN(n)
}

// one reports true one time in n, while accidents happen.
func (c *chance) one(n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.calm && c.random.IntN(n) == 0
}

func (c *chance) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calm = true
}

var errAway = errs.Unavailable("away", "the store is away")

// commit lets commits fail in all the ways in which they can, and some happen later than
// anybody hears of.
func (c *chance) commit(common full) func(context.Context, data.Batch, func() error) error {
	return func(ctx context.Context, batch data.Batch, commit func() error) error {
		late := func(d time.Duration) {
			<-time.After(d)
			_ = common.Commit(context.WithoutCancel(ctx), batch)
		}
		switch {
		case c.one(30):
			return errAway
		case c.one(30):
			return uow.UnknownOutcome(errAway)
		case c.one(30):
			late(0)
			return uow.UnknownOutcome(errAway)
		case c.one(30):
			go late(time.Duration(c.n(10_000)) * time.Millisecond)
			return uow.UnknownOutcome(errAway)
		case c.one(20):
			<-time.After(time.Duration(c.n(3000)) * time.Millisecond)
		case c.one(200):
			late(8 * time.Second) // longer than the lease
			return errors.New("lost")
		}
		return commit()
	}
}

// meet lets events fail now and then.
func (c *chance) meet(_ context.Context, _ Noted) error {
	switch {
	case c.one(15):
		return errBad
	case c.one(30):
		return errAway
	case c.one(30):
		return &data.StaleError{Collection: "accounts"}
	case c.one(60):
		panic("oh")
	case c.one(20):
		<-time.After(time.Duration(c.n(500)) * time.Millisecond)
	}
	return nil
}

// place is where a process runs, one after the other.
type place struct {
	common full
	chance *chance
	now    *program
	store  *wrapped
	stop   func()
}

// restart ends the process there, in order or not, and starts the next one.
func (pl *place) restart(t *testing.T, shards int) {
	if pl.stop != nil {
		if pl.chance.one(2) { // it dies: whatever it does has no effect any more
			pl.store.onLoad(func() error { return errAway })
			pl.store.onCommit(func(context.Context, data.Batch, func() error) error { return errAway })
		}
		pl.stop()
	}
	pl.store = &wrapped{full: pl.common}
	pl.store.onCommit(pl.chance.commit(pl.common))
	pl.now = newProgram(t, pl.store, eventing.Config{
		Shards: shards, Batch: 1 + pl.chance.n(20), Overlap: pl.chance.n(2) == 0, Lease: 5 * time.Second,
		Retry: eventing.Retry{Attempts: 4, First: 100 * time.Millisecond, Max: time.Second},
	})
	pl.now.ledger.meets(pl.chance.meet)
	pl.stop = pl.now.start(t)
}

// Whatever fails and whoever dies: each event has its effect once, and those of a key in order.
func TestExactlyOnceAndInOrder(t *testing.T) {
	t.Parallel()
	seeds := 30
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { survive(t, uint64(seed)) })
		})
	}
}

func survive(t *testing.T, seed uint64) {
	common := memory.New()
	c := &chance{random: rand.New(rand.NewPCG(seed, 1))}
	places := []*place{{common: common, chance: c}, {common: common, chance: c}}
	shards := 1 + c.n(4)
	for _, pl := range places {
		pl.restart(t, shards)
	}
	const keys = 6
	var noted [keys]int
	for range 400 {
		key := c.n(keys)
		noted[key]++
		note(t, common, fmt.Sprint(key), noted[key])
		switch {
		case c.one(10):
			<-time.After(time.Duration(c.n(2000)) * time.Millisecond)
		case c.one(40):
			places[c.n(2)].restart(t, shards)
		case c.one(100):
			shards = 1 + c.n(4)
			places[c.n(2)].restart(t, shards)
		case c.one(100):
			_ = places[c.n(2)].now.Pause(t.Context(), "ledger")
			<-time.After(time.Duration(c.n(3000)) * time.Millisecond)
		case c.one(20):
			_ = places[c.n(2)].now.Resume(t.Context(), "ledger")
		}
	}
	c.end()
	<-time.After(time.Minute)
	p := places[0].now
	require.NoError(t, p.Resume(t.Context(), "ledger"))
	_, err := p.Replay(t.Context(), eventing.LetterQuery{Subscription: "ledger"})
	require.NoError(t, err)
	<-time.After(2 * time.Minute)
	for key, n := range noted {
		require.Equal(t, count(n), p.numbers(t, fmt.Sprint(key)), "key %d", key)
		require.Empty(t, p.states(t, fmt.Sprint(key)))
	}
	require.NoError(t, p.Check(t.Context()))
}
