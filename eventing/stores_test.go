package eventing_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// onEachStore runs a test over two connections to one store of each kind, as two processes have
// them.
func onEachStore(t *testing.T, test func(t *testing.T, a, b full)) {
	t.Parallel()
	two := func(open data.Driver, url func(t *testing.T) string) func(t *testing.T) (a, b full) {
		return func(t *testing.T) (a, b full) {
			u := url(t)
			return opened(t, open, u), opened(t, open, u)
		}
	}
	for name, open := range map[string]func(t *testing.T) (a, b full){
		"memory":   func(*testing.T) (a, b full) { s := memory.New(); return s, s },
		"sqlite":   two(sqlite.Open, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") }),
		"postgres": two(postgres.Open, func(t *testing.T) string { return testenv.Postgres(t) }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := open(t)
			test(t, a, b)
		})
	}
}

// Two processes that come and go, writers at work, events that fail at first: each event has
// its effect once, and those of a key in order.
func TestOnceAndInOrderOverEachStore(t *testing.T) {
	onEachStore(t, func(t *testing.T, a, b full) {
		const keys, each = 8, 40
		var failures atomic.Int64
		fresh := func(store full) *program {
			p := newProgram(t, store, eventing.Config{Shards: 3, Batch: 10, Lease: time.Second, Retry: eventing.Retry{First: 10 * time.Millisecond}})
			p.ledger.meets(func(context.Context, Noted) error {
				if failures.Add(1)%29 == 0 {
					return errBad
				}
				return nil
			})
			return p
		}
		p := fresh(a)
		stop := []func(){p.start(t), fresh(b).start(t)}
		var writers sync.WaitGroup
		for key := range keys {
			writers.Go(func() {
				for n := range each {
					note(t, a, fmt.Sprint(key), n+1)
				}
			})
		}
		for n := range 4 { // each one is replaced twice
			stop[n%2]()
			stop[n%2] = fresh([]full{a, b}[n%2]).start(t)
			p.settle(t)
		}
		writers.Wait()
		p.settle(t)
		require.Eventually(t, func() bool {
			list, err := p.Status(t.Context())
			return err == nil && list[0].Letters[eventing.Retrying]+list[0].Letters[eventing.Waiting] == 0
		}, time.Minute, 20*time.Millisecond)
		for key := range keys {
			require.Equal(t, count(each), p.numbers(t, fmt.Sprint(key)))
		}
	})
}

// A process that stands still before its commit is overtaken, and its commit refused.
func TestFencingOverEachStore(t *testing.T) {
	onEachStore(t, func(t *testing.T, a, b full) {
		stuck := &wrapped{full: a}
		config := eventing.Config{Lease: time.Second}
		first, second := newProgram(t, stuck, config), newProgram(t, b, config)
		first.start(t)
		note(t, a, "a", 1)
		first.settle(t)
		stands, goesOn, result := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		stuck.onCommit(func(ctx context.Context, batch data.Batch, _ func() error) error {
			if !touches(batch, "accounts") {
				return errAway
			}
			close(stands)
			<-goesOn
			err := a.Commit(context.WithoutCancel(ctx), batch)
			result <- err
			return err
		})
		note(t, a, "a", 2)
		<-stands
		second.start(t)
		second.settle(t)
		require.Equal(t, count(2), second.numbers(t, "a"))
		close(goesOn)
		err := <-result
		_, stale := errors.AsType[*data.StaleError](err)
		require.True(t, stale, "%v", err)
		stuck.onCommit(nil)
		note(t, a, "a", 3)
		second.settle(t)
		require.Equal(t, count(3), second.numbers(t, "a"))
	})
}

// What is handed over goes on at once, without waiting for a lease to be over.
func TestHandOverOverEachStore(t *testing.T) {
	onEachStore(t, func(t *testing.T, a, b full) {
		config := eventing.Config{Shards: 2, Lease: time.Hour}
		first, second := newProgram(t, a, config), newProgram(t, b, config)
		stop := first.start(t)
		note(t, a, "a", 1)
		first.settle(t)
		second.start(t)
		stop()
		note(t, a, "a", 2)
		second.settle(t)
		require.Equal(t, count(2), second.numbers(t, "a"))
	})
}

// Effects in a log, a document and a checkpoint are one commit.
func TestEffectsAndCheckpointAreOneCommit(t *testing.T) {
	onEachStore(t, func(t *testing.T, a, _ full) {
		store := &wrapped{full: a}
		p := newProgram(t, store, eventing.Config{})
		note(t, a, "a", 1, 2, 3)
		var together bool
		store.onCommit(func(_ context.Context, batch data.Batch, commit func() error) error {
			if touches(batch, "accounts") {
				together = touches(batch, "checkpoints") && touches(batch, "lease_terms")
			}
			return commit()
		})
		require.NoError(t, p.CatchUp(t.Context()))
		require.True(t, together)
		checkpoints, err := lease.NewCheckpoints(a, lease.Config{})
		require.NoError(t, err)
		c, err := checkpoints.Load(t.Context(), "subscription/ledger/0")
		require.NoError(t, err)
		head, err := a.Head(t.Context())
		require.NoError(t, err)
		require.Equal(t, head, eventstore.Position(c.Position))
	})
}

// What an error says can be kept, whatever is in it.
func TestErrorsOfAnyText(t *testing.T) {
	onEachStore(t, func(t *testing.T, a, _ full) {
		p := newProgram(t, a, eventing.Config{Retry: eventing.Retry{Attempts: 1}})
		p.ledger.meets(func(context.Context, Noted) error { return errors.New("\x00\xff" + strings.Repeat("é", 5000)) })
		note(t, a, "a", 1)
		require.Error(t, p.CatchUp(t.Context()))
		page, err := p.Letters(t.Context(), eventing.LetterQuery{Key: "note-a"})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.Contains(t, page.Items[0].Error, ": ��éé")
		require.Less(t, len(page.Items[0].Error), 2100)
	})
}

// A subscription is moved while all its shards are busy.
func TestMoveOfABusySubscription(t *testing.T) {
	onEachStore(t, func(t *testing.T, a, _ full) {
		worker := newProgram(t, a, eventing.Config{Shards: 4, Batch: 1})
		for key := range 8 {
			note(t, a, fmt.Sprint(key), count(300)...)
		}
		worker.start(t)
		require.Eventually(t, func() bool { return len(worker.numbers(t, "0")) > 0 }, time.Minute, time.Millisecond)
		require.NoError(t, worker.Move(t.Context(), "ledger", eventing.Now()))
		worker.settle(t)
		got := worker.numbers(t, "0")
		require.Less(t, len(got), 300)
		note(t, a, "0", 301)
		worker.settle(t)
		require.Equal(t, append(got, 301), worker.numbers(t, "0"))
	})
}
