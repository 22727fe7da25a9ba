package datatest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// TestLease holds a store that is a lease.Clock to what package lease promises: one
// holder at a time, tokens that rise, and nothing written by who was overtaken.
func TestLease(t *testing.T, open Open, features Features) {
	t.Helper()
	tests := []subtest{
		{"a lease is held by one", leaseHeld},
		{"a lease that is over goes to who asks", leaseOver},
		{"of many who ask one gets it", leaseRace},
		{"an owner gets its lease anew", leaseAnew},
		{"what is written without the lease is not", leaseFence},
		{"a renewal is not in the way of a commit", leaseRenewed},
		{"time does not fall", leaseClock},
		{"a checkpoint is saved by who knows the last one", checkpointSet},
		{"a checkpoint and its effects are one", checkpointUnit},
		{"effects happen once among many who try", checkpointRace},
	}
	if features.Durable {
		tests = append(tests, subtest{"leases and checkpoints outlive the store", leaseDurable})
	}
	runAll(t, open, tests)
}

func (h harness) leases() *lease.Leases {
	h.Helper()
	leases, err := lease.New(h.Store, lease.Config{})
	require.NoError(h, err)
	return leases
}

func (h harness) checkpoints() *lease.Checkpoints {
	h.Helper()
	checkpoints, err := lease.NewCheckpoints(h.Store, lease.Config{})
	require.NoError(h, err)
	return checkpoints
}

func acquire(h harness, leases *lease.Leases, owner string, ttl time.Duration) lease.Lease {
	h.Helper()
	l, err := leases.Acquire(h.Context(), "work", owner, ttl)
	require.NoError(h, err)
	return l
}

func lost(h harness, err error) *lease.LostError {
	h.Helper()
	e, ok := errors.AsType[*lease.LostError](err)
	require.True(h, ok, "%v", err)
	require.Equal(h, "lease_lost", errs.CodeOf(err))
	return e
}

func leaseHeld(h harness) {
	leases := h.leases()
	first := acquire(h, leases, "a", time.Hour)
	require.Positive(h, first.Token)
	_, err := leases.Acquire(h.Context(), "work", "b", time.Hour)
	held, ok := errors.AsType[*lease.HeldError](err)
	require.True(h, ok, "%v", err)
	require.Equal(h, "a", held.Owner)
	require.True(h, first.Until.Equal(held.Until))
	require.ErrorIs(h, err, errs.Conflict("lease_held", ""))
	_, err = leases.Acquire(h.Context(), "other work", "b", time.Hour)
	require.NoError(h, err, "names have nothing to do with each other")

	require.NoError(h, leases.Release(h.Context(), first))
	second := acquire(h, leases, "b", time.Hour)
	require.Greater(h, second.Token, first.Token)
	require.NoError(h, leases.Release(h.Context(), first), "it is no more the first one's to release")
	_, err = leases.Renew(h.Context(), second, time.Hour)
	require.NoError(h, err)
}

func leaseOver(h harness) {
	leases := h.leases()
	first := acquire(h, leases, "a", 0)
	first, err := leases.Renew(h.Context(), first, 0)
	require.NoError(h, err, "nobody wanted it")
	second := acquire(h, leases, "b", time.Hour)
	require.Greater(h, second.Token, first.Token)
	_, err = leases.Renew(h.Context(), first, time.Hour)
	require.Equal(h, first.Token, lost(h, err).Token)
	third, err := leases.Renew(h.Context(), second, 2*time.Hour)
	require.NoError(h, err)
	require.Equal(h, second.Token, third.Token)
	require.True(h, third.Until.After(second.Until))
}

func leaseRace(h harness) {
	leases := h.leases()
	var won atomic.Int32
	compete(h, func(writer int) error {
		_, err := leases.Acquire(h.Context(), "work", fmt.Sprint(writer), time.Hour)
		if _, held := errors.AsType[*lease.HeldError](err); held {
			return nil
		}
		won.Add(1)
		return err
	})
	require.EqualValues(h, 1, won.Load())
}

func leaseAnew(h harness) {
	leases := h.leases()
	first := acquire(h, leases, "a", time.Hour)
	second := acquire(h, leases, "a", time.Hour)
	require.Greater(h, second.Token, first.Token)
	_, err := leases.Renew(h.Context(), first, time.Hour)
	lost(h, err)
}

func leaseFence(h harness) {
	leases, notes := h.leases(), h.notes()
	first := acquire(h, leases, "a", 0)
	require.NoError(h, leases.Guard(h.Context(), first), "outside of a unit it looks at once")
	err := uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, leases.Guard(ctx, first))
		acquire(h, leases, "b", time.Hour)
		return notes.Add(ctx, data.NewDocument(note{Key: "late"}))
	})
	require.Equal(h, "work", lost(h, err).Name)
	require.Equal(h, uow.RolledBack, uow.OutcomeOf(err))
	lost(h, leases.Guard(h.Context(), first))
	page, err := notes.Find(h.Context(), query.All())
	require.NoError(h, err)
	require.Empty(h, page.Items)
}

func leaseRenewed(h harness) {
	leases, notes := h.leases(), h.notes()
	l := acquire(h, leases, "a", time.Hour)
	require.NoError(h, uow.Do(h.Context(), func(ctx context.Context) error {
		require.NoError(h, errors.Join(leases.Guard(ctx, l), leases.Guard(ctx, l)))
		_, err := leases.Renew(h.Context(), l, time.Hour)
		require.NoError(h, err)
		return notes.Add(ctx, data.NewDocument(note{Key: "in time"}))
	}))
	_, err := notes.Get(h.Context(), "in time")
	require.NoError(h, err)
}

func leaseClock(h harness) {
	clock, ok := h.Store.(lease.Clock)
	require.True(h, ok, "%T is no lease.Clock", h.Store)
	before, err := clock.Now(h.Context())
	require.NoError(h, err)
	for range 100 {
		now, err := clock.Now(h.Context())
		require.NoError(h, err)
		require.False(h, now.Before(before))
		before = now
	}
	_, err = clock.Now(canceled(h))
	require.Error(h, err)
}

func moved(h harness, err error) {
	h.Helper()
	e, ok := errors.AsType[*lease.MovedError](err)
	require.True(h, ok, "%v", err)
	require.Equal(h, "work", e.Name)
	require.Equal(h, "checkpoint_moved", errs.CodeOf(err))
}

func requirePosition(h harness, checkpoints *lease.Checkpoints, position int64) lease.Checkpoint {
	h.Helper()
	c, err := checkpoints.Load(h.Context(), "work")
	require.NoError(h, err)
	require.Equal(h, position, c.Position)
	return c
}

func checkpointSet(h harness) {
	checkpoints := h.checkpoints()
	none := requirePosition(h, checkpoints, 0)
	ten, err := checkpoints.Save(h.Context(), none, 10)
	require.NoError(h, err)
	require.Equal(h, ten, requirePosition(h, checkpoints, 10))
	_, err = checkpoints.Save(h.Context(), none, 11)
	moved(h, err)
	same, err := checkpoints.Save(h.Context(), ten, 10)
	require.NoError(h, err)
	_, err = checkpoints.Save(h.Context(), ten, 12)
	moved(h, err)
	_, err = checkpoints.Save(h.Context(), same, 3)
	require.NoError(h, err, "work may be done again")
	requirePosition(h, checkpoints, 3)
}

func checkpointUnit(h harness) {
	checkpoints, notes := h.checkpoints(), h.notes()
	effect := func(key string, from lease.Checkpoint) error {
		return uow.Do(h.Context(), func(ctx context.Context) error {
			halfway, err := checkpoints.Save(ctx, from, 5)
			require.NoError(h, err)
			if _, err := checkpoints.Save(ctx, halfway, 10); err != nil {
				return err
			}
			_, err = checkpoints.Save(ctx, from, 7)
			moved(h, err)
			return notes.Add(ctx, data.NewDocument(note{Key: key}))
		})
	}
	none := requirePosition(h, checkpoints, 0)
	require.NoError(h, effect("first", none))
	moved(h, effect("again", none))
	require.ErrorIs(h, effect("first", requirePosition(h, checkpoints, 10)), errs.KindConflict, "the effect fails")
	requirePosition(h, checkpoints, 10)
	_, err := notes.Get(h.Context(), "again")
	require.ErrorIs(h, err, errs.KindNotFound)
}

func checkpointRace(h harness) {
	const events = 20
	checkpoints, notes := h.checkpoints(), h.notes()
	require.NoError(h, notes.Add(h.Context(), data.NewDocument(note{Key: "effects"})))
	handle := func() (done bool, err error) {
		err = uow.Do(h.Context(), func(ctx context.Context) error {
			c, err := checkpoints.Load(ctx, "work")
			if done = c.Position == events; err != nil || done {
				return err
			}
			n, err := notes.Get(ctx, "effects")
			if err != nil {
				return err
			}
			n.Value.Rank++
			_, err = checkpoints.Save(ctx, c, c.Position+1)
			return errors.Join(err, notes.Update(ctx, n))
		})
		return done, err
	}
	compete(h, func(int) error {
		for {
			done, err := handle()
			if done || err != nil && !errors.Is(err, errs.KindConflict) {
				return err
			}
		}
	})
	n, err := notes.Get(h.Context(), "effects")
	require.NoError(h, err)
	require.Equal(h, events, n.Value.Rank)
}

func leaseDurable(h harness) {
	first := acquire(h, h.leases(), "a", time.Hour)
	_, err := h.checkpoints().Save(h.Context(), lease.Checkpoint{Name: "work"}, 10)
	require.NoError(h, err)
	require.NoError(h, h.Close())
	again := h.opened()
	requirePosition(again, again.checkpoints(), 10)
	_, err = again.leases().Acquire(h.Context(), "work", "b", time.Hour)
	require.ErrorIs(h, err, errs.Conflict("lease_held", ""))
	_, err = again.leases().Renew(h.Context(), first, time.Hour)
	require.NoError(h, err)
}
