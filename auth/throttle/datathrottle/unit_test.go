package datathrottle_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/datathrottle"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

type user struct {
	ID     string `json:"id"`
	Visits int    `json:"visits"`
}

// door is a service that lets in whoever knows the password, all in one store.
type door struct {
	limits *throttle.Throttle
	users  data.Repository[*data.Document[user], string]
}

// onEngines runs a test on each engine, with a user "ada".
func onEngines(t *testing.T, test func(t *testing.T, d door)) {
	t.Helper()
	for name, url := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := open(t, url(t))
			store, err := datathrottle.New(database, datathrottle.Config{})
			require.NoError(t, err)
			limits, err := throttle.New(throttle.Config{Store: store, Account: throttle.Limit{Free: 2, First: time.Hour, Longest: time.Hour}})
			require.NoError(t, err)
			users, err := data.NewDocuments(database, data.Config{Collection: "users"}, func(u *user) string { return u.ID })
			require.NoError(t, err)
			require.NoError(t, users.Add(t.Context(), data.NewDocument(user{ID: "ada"})))
			test(t, door{limits, users})
		})
	}
}

var (
	ada            = throttle.Attempt{Account: "ada"}
	errWrong error = errs.Unauthenticated("invalid_credentials", "the username or the password is wrong; try again")
)

// signIn writes the user and counts in between, in the unit of work of the caller.
func (d door) signIn(ctx context.Context, password string) error {
	found, err := d.users.Get(ctx, "ada")
	if err != nil {
		return err
	}
	found.Value.Visits++
	if err := d.users.Update(ctx, found); err != nil {
		return err
	}
	if err := d.limits.Allow(ctx, ada); err != nil {
		return err
	}
	if password != "right" {
		return errWrong
	}
	return d.limits.Succeeded(ctx, ada)
}

func (d door) visits(t *testing.T) int {
	t.Helper()
	found, err := d.users.Get(t.Context(), "ada")
	require.NoError(t, err)
	return found.Value.Visits
}

func TestARefusedSignInCountsThoughItsUnitIsRolledBack(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, d door) {
		try := func(password string) error {
			return uow.Do(t.Context(), func(ctx context.Context) error { return d.signIn(ctx, password) })
		}
		require.ErrorIs(t, try("wrong"), errWrong)
		require.NoError(t, try("right"), "the account starts again at none")
		require.Equal(t, 1, d.visits(t))
		require.ErrorIs(t, try("wrong"), errWrong)
		require.ErrorIs(t, try("wrong"), errWrong)
		require.ErrorIs(t, try("right"), errs.KindTooMany)
		require.Equal(t, 1, d.visits(t), "the units of the others left nothing")
	})
}

func TestAUnitThatHoldsATransactionIsToldToCountBefore(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, d door) {
		for _, level := range []uow.Level{uow.ReadCommitted, uow.RepeatableRead, uow.Serializable} {
			err := uow.Do(t.Context(), func(ctx context.Context) error { return d.signIn(ctx, "right") }, uow.Isolation(level))
			require.ErrorIs(t, err, errs.KindUnavailable, level)
			require.Equal(t, throttle.CodeUnavailable, errs.CodeOf(err))
			require.Zero(t, d.visits(t))
		}
		require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
			if err := d.limits.Allow(ctx, ada); err != nil {
				return err
			}
			_, err := d.users.Get(ctx, "ada")
			return err
		}, uow.Isolation(uow.Serializable)), "it holds none yet")
	})
}

func TestEachCallSaysWhyItIsRefused(t *testing.T) {
	t.Parallel()
	database := open(t, "memory:")
	store, err := datathrottle.New(database, datathrottle.Config{})
	require.NoError(t, err)
	users, err := data.NewDocuments(database, data.Config{Collection: "users"}, func(u *user) string { return u.ID })
	require.NoError(t, err)
	const because = "this one holds a transaction open; count before it reads, or without isolation"
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := users.Get(ctx, "ada")
		require.ErrorIs(t, err, errs.KindNotFound)
		_, err = store.Get(ctx, "a")
		require.ErrorContains(t, err, because)
		_, err = store.Swap(ctx, "a", throttle.Record{}, throttle.Record{Attempts: 1})
		require.ErrorContains(t, err, because)
		_, err = store.Purge(ctx, time.Now())
		require.ErrorContains(t, err, because)
		return nil
	}, uow.Isolation(uow.Serializable)))
}
