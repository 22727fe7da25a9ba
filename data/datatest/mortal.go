package datatest

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
	"github.com/neuroglia-go/neuroglia/data/lease"
)

// ErrDead is what a program sees of a [Mortal] after it was killed. Nothing that it does with it
// matters any more.
var ErrDead = errors.New("the program was killed")

// Death is the moment at which a program is killed: right before a commit, or right after it and
// before the program hears of that.
type Death struct {
	Commit int // which one, from 0; negative is never
	After  bool
}

// Mortal is a store as one life of a program sees it. At its [Death] the context of the program
// ends, and from then on nothing can be committed. What the program left in the store
// below is what its next life finds. Commits are documents and appends alike, one at
// a time.
//
// A killed program does not read the clock of its leases either, but may go on reading: a process
// that is gone would not, and what one reads changes nothing.
//
// Units that ask for an open transaction are refused, since the store is no data.Transactor.
type Mortal struct {
	MortalStore
	death Death
	kill  func()

	mu    sync.Mutex
	count int
	dead  bool
}

// MortalStore is what a [Mortal] passes on; every store that keeps a log and leases is one.
type MortalStore interface {
	data.Store
	data.Aggregator
	eventstore.Store
	lease.Clock
}

// NewMortal returns the store of a program that is killed by kill at its death.
func NewMortal(store MortalStore, death Death, kill func()) *Mortal {
	return &Mortal{MortalStore: store, death: death, kill: kill}
}

// Commits returns how many commits the program has asked for.
func (m *Mortal) Commits() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.count
}

// Dead reports whether the program was killed.
func (m *Mortal) Dead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

// Commit is the method of data.Store.
func (m *Mortal) Commit(ctx context.Context, batch data.Batch) error {
	return m.survive(func() error { return m.MortalStore.Commit(ctx, batch) })
}

// Append is the method of eventstore.Store.
func (m *Mortal) Append(ctx context.Context, batches ...eventstore.Batch) (done eventstore.Commit, err error) {
	err = m.survive(func() (err error) {
		done, err = m.MortalStore.Append(ctx, batches...)
		return err
	})
	return done, err
}

// Now is the method of lease.Clock.
func (m *Mortal) Now(ctx context.Context) (time.Time, error) {
	if m.Dead() {
		return time.Time{}, ErrDead
	}
	return m.MortalStore.Now(ctx)
}

func (m *Mortal) survive(commit func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return ErrDead
	}
	m.count++
	if m.count-1 != m.death.Commit {
		return commit()
	}
	if m.death.After {
		_ = commit() // whatever became of it, nobody hears of it
	}
	m.dead = true
	m.kill()
	return ErrDead
}

// Lives are those of a program: as many as it has deaths, and a last one that is as long as it
// takes. Seed is for what else is drawn at random.
type Lives struct {
	Seed   uint64
	Deaths []Death
}

// String tells how to repeat them.
func (l Lives) String() string { return fmt.Sprintf("seed %d, deaths %+v", l.Seed, l.Deaths) }

// Run runs a program over the store, life after life, until it reports that all is done. The context
// of a life ends with its death; a program that was killed returns false, and once it has returned
// nothing of it may still run. Run returns how many commits the last life asked for.
func (l Lives) Run(ctx context.Context, store MortalStore, live func(ctx context.Context, store *Mortal) (done bool)) (commits int) {
	for life := 0; ; life++ {
		death := Death{Commit: -1}
		if life < len(l.Deaths) {
			death = l.Deaths[life]
		}
		ctx, kill := context.WithCancel(ctx)
		store := NewMortal(store, death, kill)
		done := live(ctx, store)
		kill()
		if done {
			return store.Commits()
		}
	}
}

// TestMortality simulates a program that is killed at each of its commits, right before it and
// right after it, and then, up to total in all, one that is killed several times at
// random. simulate prepares a store, runs the program by [Lives.Run], judges what is left, and returns
// what Run returned. Each simulation is a bubble of testing/synctest, and so takes no time to wait; with
// equal lives and equal random numbers it is to do the same again.
func TestMortality(t *testing.T, total int, simulate func(t *testing.T, lives Lives) (commits int)) {
	t.Helper()
	boundaries := 0
	synctest.Test(t, func(t *testing.T) { boundaries = simulate(t, Lives{Seed: 1}) })
	require.Positive(t, boundaries, "the program commits nothing")
	all := severalLives(boundaries, total)
	for _, lives := range all {
		synctest.Test(t, func(t *testing.T) {
			defer func() {
				if t.Failed() {
					t.Logf("lives: %v", lives)
				}
			}()
			simulate(t, lives)
		})
	}
	t.Logf("%d boundaries, %d simulations", boundaries, len(all))
}

func severalLives(boundaries, total int) []Lives {
	var all []Lives
	for k := range boundaries {
		for _, after := range []bool{false, true} {
			all = append(all, Lives{Seed: 1, Deaths: []Death{{Commit: k, After: after}}})
		}
	}
	for seed := uint64(2); len(all) < total; seed++ {
		random := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // to be repeated
		lives := Lives{Seed: seed}
		for range 1 + random.IntN(4) {
			lives.Deaths = append(lives.Deaths, Death{Commit: random.IntN(boundaries), After: random.IntN(2) == 0})
		}
		all = append(all, lives)
	}
	return all
}
