package datatest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

var orderTests = []subtest{
	{"a reader follows concurrent writers and misses nothing", followWriters},
	{"of concurrent appends to a version one wins", oneAppendWins},
	{"concurrent appends to any version all succeed", allAppendsSucceed},
	{"a reader waits for news", waitForNews},
}

// follower reads the log behind writers that are at work and notes what is wrong.
type follower struct {
	log      eventstore.Store
	after    eventstore.Position
	seen     map[string]bool  // ids
	versions map[string]int64 // of the streams
}

// follow reads until it has seen n records.
func (f *follower) follow(ctx context.Context, n int) error {
	for len(f.seen) < n {
		head, err := f.log.Wait(ctx, f.after)
		if err != nil {
			return fmt.Errorf("%w after %d of %d records", err, len(f.seen), n)
		}
		for r, err := range f.log.ReadAll(ctx, f.after, eventstore.Filter{Through: head}) {
			if err != nil {
				return err
			}
			if err := f.take(r); err != nil {
				return err
			}
		}
		f.after = head // nothing will ever appear before it
	}
	return nil
}

func (f *follower) take(r eventstore.Record) error {
	switch {
	case f.seen[r.ID]:
		return fmt.Errorf("%s@%d was read twice", r.Stream, r.Version)
	case r.Position <= f.after:
		return fmt.Errorf("%s@%d is at %d, which was passed", r.Stream, r.Version, r.Position)
	case r.Version != f.versions[r.Stream]+1:
		return fmt.Errorf("%s@%d was read behind version %d", r.Stream, r.Version, f.versions[r.Stream])
	}
	f.seen[r.ID], f.versions[r.Stream], f.after = true, r.Version, r.Position
	return nil
}

// followWriters has writers append to streams of their own and to shared ones, every
// fifth append a conflict, while a reader follows.
func followWriters(h harness) {
	const rounds = 25
	log := h.log()
	f := &follower{log: log, seen: map[string]bool{}, versions: map[string]int64{}}
	done := make(chan error, 1)
	patient, cancel := context.WithTimeout(h.Context(), time.Minute) // so that a loss is told
	defer cancel()
	go func() { done <- f.follow(patient, writers*rounds*3) }()
	compete(h, func(writer int) error {
		own := fmt.Sprintf("seat-%d", writer)
		for round := range rounds {
			shared := fmt.Sprintf("row-%d", (writer+round)%4)
			batches := []eventstore.Batch{batch(own, eventstore.Exact(int64(round*2)), 2), batch(shared, eventstore.Any, 1)}
			if round%5 == 0 {
				bad := append(batches[:1:1], batch("row-0", eventstore.Exact(1<<40), 1))
				if _, err := log.Append(h.Context(), bad...); err == nil {
					return errors.New("a conflict was not noticed")
				}
			}
			if _, err := log.Append(h.Context(), batches...); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(h, <-done)

	all := h.all(eventstore.Filter{})
	require.Len(h, all, writers*rounds*3)
	for i, r := range all[1:] {
		require.Greater(h, r.Position, all[i].Position)
	}
}

func oneAppendWins(h harness) {
	h.appended(batch("seat-1", eventstore.None, 1))
	log := h.log()
	var won atomic.Int32
	compete(h, func(int) error {
		_, err := log.Append(h.Context(), batch("seat-1", eventstore.Exact(1), 2))
		if _, late := errors.AsType[*eventstore.VersionError](err); late {
			return nil
		}
		won.Add(1)
		return err
	})
	require.EqualValues(h, 1, won.Load())
	require.Len(h, h.stream("seat-1", eventstore.ReadOptions{}), 3)
}

func allAppendsSucceed(h harness) {
	const rounds = 20
	log := h.log()
	compete(h, func(int) error {
		for range rounds {
			if _, err := log.Append(h.Context(), batch("seat-1", eventstore.Any, 1), batch("seat-2", eventstore.Any, 2)); err != nil {
				return err
			}
		}
		return nil
	})
	for i, r := range h.stream("seat-2", eventstore.ReadOptions{}) {
		require.EqualValues(h, i+1, r.Version)
	}
	require.Len(h, h.stream("seat-1", eventstore.ReadOptions{}), writers*rounds)
	require.Len(h, h.stream("seat-2", eventstore.ReadOptions{}), 2*writers*rounds)
}

func waitForNews(h harness) {
	type answer struct {
		head eventstore.Position
		err  error
	}
	log := h.log()
	h.appended(batch("seat-1", eventstore.None, 1))
	before, err := log.Head(h.Context())
	require.NoError(h, err)
	news := make(chan answer, 3)
	for range cap(news) {
		go func() {
			head, err := log.Wait(h.Context(), before)
			news <- answer{head, err}
		}()
	}
	commit := h.appended(batch("seat-1", eventstore.Any, 1))
	for range cap(news) {
		a := <-news
		require.NoError(h, a.err)
		require.GreaterOrEqual(h, a.head, commit.Position)
	}
	over, cancel := context.WithTimeout(h.Context(), time.Millisecond)
	defer cancel()
	_, err = log.Wait(over, commit.Position+1000)
	require.ErrorIs(h, err, context.DeadlineExceeded)
}
