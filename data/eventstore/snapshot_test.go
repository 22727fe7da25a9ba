package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func TestASnapshotSavesReading(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		snapshots eventstore.Snapshots
		deposits  int
		reads     int
	}{
		{"never", eventstore.Snapshots{}, 100, 101},
		{"every ten", eventstore.Snapshots{Every: 10}, 100, 2},
		{"every ten, some later", eventstore.Snapshots{Every: 10}, 106, 8},
		{"too few", eventstore.Snapshots{Every: 1000}, 100, 101},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			store := &broken{Store: memory.New()}
			all := accounts(t, store, test.snapshots)
			life(t, all, "1", test.deposits)
			store.reads = 0
			a, err := all.Get(t.Context(), "1")
			require.NoError(t, err)
			require.EqualValues(t, test.deposits, a.State().Balance)
			require.EqualValues(t, test.deposits+1, a.Version())
			require.Equal(t, test.reads, store.reads)
		})
	}
}

func taken(t *testing.T, store data.Store) (version int64) {
	t.Helper()
	kept, err := store.Load(t.Context(), "accounts_snapshots", []string{"1"})
	require.NoError(t, err)
	if len(kept) > 0 {
		version = kept[0].Version
	}
	return version
}

func deposit(t *testing.T, all *accountRepository) {
	t.Helper()
	require.NoError(t, uow.Do(t.Context(), func(ctx context.Context) error {
		a, err := all.Get(ctx, "1")
		if err != nil {
			return err
		}
		a.Deposit(1)
		return all.Update(ctx, a)
	}))
}

func TestASnapshotIsTakenByAge(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all := accounts(t, store, eventstore.Snapshots{Age: time.Hour})
	opened, err := eventstore.Encode(AccountOpened{ID: "1"})
	require.NoError(t, err)
	opened.At = time.Now().Add(-2 * time.Hour)
	_, err = store.Append(t.Context(), eventstore.Batch{Stream: "account-1", Events: []eventstore.Event{opened}})
	require.NoError(t, err)
	_, err = all.Get(t.Context(), "1")
	require.NoError(t, err)
	require.Zero(t, taken(t, store), "to read takes none")
	deposit(t, all)
	require.EqualValues(t, 2, taken(t, store))
	deposit(t, all)
	require.EqualValues(t, 2, taken(t, store), "it is young")
}

func TestASnapshotOfAnotherSchemaIsReplaced(t *testing.T) {
	t.Parallel()
	store := &broken{Store: memory.New()}
	life(t, accounts(t, store, eventstore.Snapshots{Every: 10}), "1", 25)
	require.EqualValues(t, 20, taken(t, store))
	next := accounts(t, store, eventstore.Snapshots{Every: 10, Schema: 2})
	deposit(t, next)
	require.EqualValues(t, 27, taken(t, store), "it had to be folded from the beginning")
	store.reads = 0
	_, err := next.Get(t.Context(), "1")
	require.NoError(t, err)
	require.Equal(t, 1, store.reads)
}

func TestASnapshotThatFailsFailsNothing(t *testing.T) {
	t.Parallel()
	store := &broken{Store: memory.New()}
	var told []string
	all := accounts(t, store, eventstore.Snapshots{Every: 1, OnError: func(_ context.Context, err error) { told = append(told, err.Error()) }})
	store.commit = errors.New("no room")
	life(t, all, "1", 0)
	require.Equal(t, []string{`take the snapshot of account "1": no room`}, told)
	store.commit, store.load, told = nil, errors.New("out of order"), nil
	a, err := all.Get(t.Context(), "1")
	require.NoError(t, err)
	require.Equal(t, "Ada", a.State().Owner)
	require.Equal(t, []string{`read the snapshot of account "1": out of order`}, told)
	require.ErrorContains(t, all.Erase(t.Context(), "1"), `erase account "1": look for its snapshot: out of order`)

	store.load, told = nil, nil
	require.NoError(t, all.Erase(t.Context(), "1"))
	put := func(expected int64, body string) {
		require.NoError(t, store.Store.Commit(t.Context(), data.Batch{Writes: []data.Write{
			{Op: data.Put, Collection: "accounts_snapshots", ID: "1", Expected: expected, Version: 1, Body: []byte(body)},
		}}))
	}
	life(t, all, "1", 0)
	id := ""
	for r := range store.Store.ReadStream(t.Context(), "account-1", eventstore.ReadOptions{}) {
		id = r.ID
	}
	put(1, fmt.Sprintf(`{"schema":0,"event":%q,"at":"2026-05-01T12:00:00Z","state":{"balance":"much"}}`, id))
	a, err = all.Get(t.Context(), "1")
	require.NoError(t, err)
	require.Zero(t, a.State().Balance)
	require.Len(t, told, 1)
	require.Contains(t, told[0], `read the snapshot of account "1": `)
}
