package lease_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestContract(t *testing.T) {
	t.Parallel()
	datatest.TestLease(t, func(*testing.T, string) data.Store { return memory.New() }, datatest.Features{})
}

func Example() {
	ctx := context.Background()
	store := memory.New()
	leases, err := lease.New(store, lease.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	checkpoints, err := lease.NewCheckpoints(store, lease.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = leases.Hold(ctx, "order-list", "replica-1", time.Minute, func(ctx context.Context, l lease.Lease) error {
		_, held := leases.Acquire(ctx, "order-list", "replica-2", time.Minute)
		fmt.Println(errors.As(held, new(*lease.HeldError)), l.Token)
		c, err := checkpoints.Load(ctx, "order-list")
		if err != nil {
			return err
		}
		return uow.Do(ctx, func(ctx context.Context) error {
			if err := leases.Guard(ctx, l); err != nil {
				return err
			}
			c, err = checkpoints.Save(ctx, c, 17)
			return err
		})
	})
	c, _ := checkpoints.Load(ctx, "order-list")
	fmt.Println(c.Position, err)
	// Output:
	// true 1
	// 17 <nil>
}

// faulty is a store that can be cut off.
type faulty struct {
	*memory.Store
	down error
}

func (f *faulty) Now(ctx context.Context) (time.Time, error) {
	now, err := f.Store.Now(ctx)
	return now, errors.Join(err, f.down)
}

func newLeases(t *testing.T, store data.Store) *lease.Leases {
	t.Helper()
	leases, err := lease.New(store, lease.Config{})
	require.NoError(t, err)
	return leases
}

func TestAHeldLeaseIsRenewedAndHandedOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leases := newLeases(t, memory.New())
		begun, ended := make(chan lease.Lease), make(chan error, 2)
		for i := range 2 {
			go func() {
				ended <- leases.Hold(t.Context(), "work", fmt.Sprint(i), time.Second, func(ctx context.Context, l lease.Lease) error {
					begun <- l
					<-time.After(time.Minute) // of the bubble: the lease is renewed many times
					return ctx.Err()
				})
			}()
		}
		start := time.Now()
		first, second := <-begun, <-begun
		require.NotEqual(t, first.Owner, second.Owner)
		require.Greater(t, second.Token, first.Token)
		require.GreaterOrEqual(t, time.Since(start), time.Minute)
		require.Less(t, time.Since(start), 61*time.Second)
		require.NoError(t, errors.Join(<-ended, <-ended))
	})
}

func TestALostLeaseEndsTheWork(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(context.Context, *testing.T, *faulty, *lease.Leases){
		"to another life of the owner": func(ctx context.Context, t *testing.T, _ *faulty, leases *lease.Leases) {
			_, err := leases.Acquire(ctx, "work", "a", time.Hour)
			require.NoError(t, err)
		},
		"because the store is gone": func(_ context.Context, _ *testing.T, store *faulty, _ *lease.Leases) { store.down = errors.New("gone") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				store := &faulty{Store: memory.New()}
				leases := newLeases(t, store)
				start := time.Now()
				err := leases.Hold(t.Context(), "work", "a", 9*time.Second, func(ctx context.Context, _ lease.Lease) error {
					lose(ctx, t, store, leases)
					<-ctx.Done()
					return ctx.Err()
				})
				lost, ok := errors.AsType[*lease.LostError](err)
				require.True(t, ok, "%v", err)
				require.EqualValues(t, 1, lost.Token)
				require.Contains(t, lost.Error(), `the lease "work" with token 1 is lost`)
				require.Less(t, time.Since(start), 9*time.Second, "before its time is up")
			})
		})
	}
}

func TestHoldReturnsWhatStopsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &faulty{Store: memory.New()}
		leases := newLeases(t, store)
		failed := errors.New("failed")
		hold := func(ctx context.Context, owner string) error {
			return leases.Hold(ctx, "work", owner, time.Second, func(context.Context, lease.Lease) error { return failed })
		}
		require.ErrorIs(t, hold(t.Context(), "a"), failed)
		require.PanicsWithValue(t, "oh", func() {
			_ = leases.Hold(t.Context(), "work", "a", time.Hour, func(context.Context, lease.Lease) error { panic("oh") })
		})
		_, err := leases.Acquire(t.Context(), "work", "b", time.Hour)
		require.NoError(t, err, "a panic releases it")

		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, errors.New("no more patience"))
		defer cancel()
		require.ErrorContains(t, hold(ctx, "c"), "no more patience")
		store.down = errors.New("gone")
		require.ErrorContains(t, hold(t.Context(), "c"), "ask the store for the time: gone")
	})
}

func TestGuardsInAUnit(t *testing.T) {
	t.Parallel()
	store := memory.New()
	leases := newLeases(t, store)
	l, err := leases.Acquire(t.Context(), "work", "a", time.Hour)
	require.NoError(t, err)
	other := l
	other.Token++
	err = uow.Do(t.Context(), func(ctx context.Context) error { return errors.Join(leases.Guard(ctx, l), leases.Guard(ctx, other)) })
	lost, ok := errors.AsType[*lease.LostError](err)
	require.True(t, ok)
	require.Equal(t, l.Token, lost.Token, "the older one")
}

// plain is a store without a clock, that fails when told to.
type plain struct {
	data.Store
	fail error
}

func (p plain) Load(context.Context, string, []string) ([]data.Record, error) {
	return []data.Record{{ID: "work", Version: 1, Body: []byte(`[]`)}}, p.fail
}

func (p plain) Commit(context.Context, data.Batch) error { return errors.New("full") }

type ticking struct{ plain }

func (ticking) Now(context.Context) (time.Time, error) { return time.Time{}, nil }

func TestStoresThatCannot(t *testing.T) {
	t.Parallel()
	_, err := lease.New(plain{Store: memory.New()}, lease.Config{})
	require.ErrorContains(t, err, "does not tell; use a store with a Now method")
	closed := memory.New()
	require.NoError(t, closed.Close())
	_, err = lease.New(closed, lease.Config{})
	require.ErrorContains(t, err, "closed")
	_, err = lease.NewCheckpoints(closed, lease.Config{})
	require.ErrorContains(t, err, "closed")

	failing := &ticking{plain{Store: memory.New(), fail: errors.New("cut off")}}
	leases := newLeases(t, failing)
	_, err = leases.Acquire(t.Context(), "work", "a", time.Hour)
	require.ErrorContains(t, err, `look at the lease "work": cut off`)
	checkpoints, err := lease.NewCheckpoints(failing, lease.Config{})
	require.NoError(t, err)
	_, err = checkpoints.Load(t.Context(), "work")
	require.ErrorContains(t, err, `load the checkpoint "work": cut off`)
	failing.fail = nil
	_, err = leases.Renew(t.Context(), lease.Lease{Name: "work", Token: 1}, time.Hour)
	require.ErrorContains(t, err, `read the lease "work"`)
	_, err = checkpoints.Load(t.Context(), "work")
	require.ErrorContains(t, err, `read the checkpoint "work"`)
	_, err = checkpoints.Save(t.Context(), lease.Checkpoint{Name: "work"}, 1)
	require.ErrorContains(t, err, "full")
	require.ErrorContains(t, leases.Guard(t.Context(), lease.Lease{Name: "work"}), "full")
}
