package datathrottle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/datathrottle"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// scripted is a store whose commits end as they are told to, after what happens before them.
type scripted struct {
	data.Store
	before func()
	fault  error
}

func (s *scripted) Commit(ctx context.Context, batch data.Batch) error {
	if before := s.before; before != nil {
		s.before = nil
		before()
	}
	if s.fault != nil {
		return s.fault
	}
	return s.Store.Commit(ctx, batch)
}

func newScripted(t *testing.T) (*datathrottle.Store, *scripted) {
	t.Helper()
	database := &scripted{Store: open(t, "memory:")}
	store, err := datathrottle.New(database, datathrottle.Config{})
	require.NoError(t, err)
	return store, database
}

func TestAFailureIsNoLostRace(t *testing.T) {
	t.Parallel()
	store, database := newScripted(t)
	for _, fault := range []error{
		errs.Unavailable("storage_unavailable", "the database is down; try again later"),
		uow.UnknownOutcome(errs.Conflict("stale_version", "or so it said")),
		errors.New("the disk is full"),
	} {
		database.fault = fault
		swapped, err := store.Swap(t.Context(), "a", throttle.Record{}, throttle.Record{Attempts: 1})
		require.ErrorIs(t, err, fault)
		require.False(t, swapped)
	}
	database.fault = uow.SerializationFailure(errors.New("40001"))
	swapped, err := store.Swap(t.Context(), "a", throttle.Record{}, throttle.Record{Attempts: 1})
	require.NoError(t, err)
	require.False(t, swapped, "somebody else was first")
}

func TestWhoCountsAgainDuringAPurgeIsKept(t *testing.T) {
	t.Parallel()
	store, database := newScripted(t)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	old, fresh := throttle.Record{Attempts: 1, Forget: now}, throttle.Record{Attempts: 1, Forget: now.Add(time.Hour)}
	swap := func(key string, old, next throttle.Record) {
		swapped, err := store.Swap(t.Context(), key, old, next)
		require.NoError(t, err)
		require.True(t, swapped)
	}
	swap("a", throttle.Record{}, old)
	swap("b", throttle.Record{}, old)
	database.before = func() { swap("a", old, fresh) }
	purged, err := store.Purge(t.Context(), now)
	require.NoError(t, err)
	require.Equal(t, 1, purged)
	kept, err := store.Get(t.Context(), "a")
	require.NoError(t, err)
	require.True(t, kept.Equal(fresh))

	swap("b", throttle.Record{}, old)
	database.fault = errors.New("the disk is full")
	purged, err = store.Purge(t.Context(), now)
	require.ErrorContains(t, err, "purge attempts: the disk is full")
	require.Zero(t, purged)
}

func TestACollectionThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	_, err := datathrottle.New(open(t, "memory:"), datathrottle.Config{Collection: "Sign ins"})
	require.ErrorContains(t, err, `"Sign ins"`)
}
