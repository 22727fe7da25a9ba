package eventstore_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

type accountRepository = eventstore.Repository[*Account, string]

// broken is a store that fails where it is told to.
type broken struct {
	*memory.Store
	load, commit, read error
	reads              int
}

func (b *broken) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	if b.load != nil {
		return nil, b.load
	}
	return b.Store.Load(ctx, collection, ids)
}

func (b *broken) Commit(ctx context.Context, batch data.Batch) error {
	if b.commit != nil && batch.Writes[0].Collection == "accounts_snapshots" {
		return b.commit
	}
	return b.Store.Commit(ctx, batch)
}

func (b *broken) ReadStream(ctx context.Context, stream string, o eventstore.ReadOptions) iter.Seq2[eventstore.Record, error] {
	return failing(b.read, b.counted(b.Store.ReadStream(ctx, stream, o)))
}

func (b *broken) ReadAll(ctx context.Context, after eventstore.Position, f eventstore.Filter) iter.Seq2[eventstore.Record, error] {
	return failing(b.read, b.Store.ReadAll(ctx, after, f))
}

func (b *broken) counted(records iter.Seq2[eventstore.Record, error]) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for r, err := range records {
			b.reads++
			if !yield(r, err) {
				return
			}
		}
	}
}

func failing(err error, records iter.Seq2[eventstore.Record, error]) iter.Seq2[eventstore.Record, error] {
	if err == nil {
		return records
	}
	return func(yield func(eventstore.Record, error) bool) { yield(eventstore.Record{}, err) }
}

func accounts(t *testing.T, store data.Store, s eventstore.Snapshots) *accountRepository {
	t.Helper()
	all, err := eventstore.NewRepository[*Account, string](store, eventstore.Config{
		Collection: "accounts", Registry: registry(t, eventstore.Events(AccountOpened{}, MoneyDeposited{})), Snapshots: s,
	})
	require.NoError(t, err)
	return all
}

// life adds an account with n deposits of 1, each by itself.
func life(t *testing.T, all *accountRepository, id string, n int) *Account {
	t.Helper()
	a := OpenAccount(id, "Ada")
	require.NoError(t, all.Add(t.Context(), a))
	for range n {
		a.Deposit(1)
		require.NoError(t, all.Update(t.Context(), a))
	}
	return a
}

// deaf is a data.Store that keeps no log.
type deaf struct{ data.Store }

// Secret has a state that would lose a field in a snapshot.
type Secret struct{ aggregate.Root[SecretState] }

type SecretState struct{ hidden string }

func (s SecretState) AggregateID() string               { return s.hidden }
func (s SecretState) Apply(aggregate.Event) SecretState { return s }

func TestNewRepositoryReportsEveryFault(t *testing.T) {
	t.Parallel()
	_, err := eventstore.NewRepository[*Account, string](&deaf{memory.New()}, eventstore.Config{
		Collection: "Accounts", Snapshots: eventstore.Snapshots{Every: -1},
	})
	for _, fault := range []string{
		`event-sourced repository of "Accounts"`, "a *eventstore_test.deaf keeps no log of events",
		`collection name "Accounts"`, "cannot be negative", "it has no registry",
	} {
		require.ErrorContains(t, err, fault)
	}
	_, err = eventstore.NewRepository[aggregate.Aggregate, string](memory.New(), eventstore.Config{})
	require.ErrorContains(t, err, "use the pointer to the aggregate")
	_, err = eventstore.NewRepository[*Secret, string](memory.New(), eventstore.Config{
		Collection: "secrets", Registry: registry(t), Snapshots: eventstore.Snapshots{Every: 1},
	})
	require.ErrorContains(t, err, "SecretState.hidden is not exported and would not be in a snapshot")
}

func TestWhatIsNoAccountIsTold(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all := accounts(t, store, eventstore.Snapshots{})
	appendTo := func(stream string, events ...eventstore.Event) {
		_, err := store.Append(t.Context(), eventstore.Batch{Stream: stream, Events: events})
		require.NoError(t, err)
	}
	appendTo("account-1", eventstore.Event{Type: "account.frozen"})
	_, err := all.Get(t.Context(), "1")
	require.ErrorContains(t, err, `load account "1": account-1@1 is an event "account.frozen.v1", which is not registered`)
	_, err = all.Find(t.Context(), query.All())
	require.ErrorContains(t, err, "find accounts: account-1@1")

	appendTo("account-2", eventstore.Event{Type: "account.opened", SchemaVersion: 2, Data: []byte(`{"ID":"3"}`)})
	_, err = all.Get(t.Context(), "2")
	require.EqualError(t, err, `load account "2": its events say that its id is "3"`)

	_, err = all.Find(t.Context(), query.Where(query.Text("a'b..").Eq("x")))
	require.Error(t, err, "the query is wrong")
	require.ErrorContains(t, all.Add(t.Context(), new(Account)), "it has no id")
}

func TestAnUnknownEventThatIsKeptIsPassedOver(t *testing.T) {
	t.Parallel()
	store := memory.New()
	life(t, accounts(t, store, eventstore.Snapshots{}), "1", 2)
	_, err := store.Append(t.Context(), eventstore.Batch{Stream: "account-1", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "account.frozen"}}})
	require.NoError(t, err)
	lenient, err := eventstore.NewRepository[*Account, string](store, eventstore.Config{
		Collection: "accounts", Registry: registry(t, eventstore.Events(AccountOpened{}, MoneyDeposited{}), eventstore.KeepUnknown()),
	})
	require.NoError(t, err)
	deposit(t, lenient)
	a, err := lenient.Get(t.Context(), "1")
	require.NoError(t, err)
	require.EqualValues(t, 3, a.State().Balance)
	require.EqualValues(t, 5, a.Version(), "it counts")
}

// What was stored with the state before an event changed its shape is folded by the
// registry of today.
func TestAnOldLifeIsFoldedByTheTypesOfToday(t *testing.T) {
	t.Parallel()
	store := memory.New()
	opened, err := eventstore.Encode(AccountOpenedV1{ID: "1"})
	require.NoError(t, err)
	_, err = store.Append(t.Context(), eventstore.Batch{Stream: "account-1", Events: []eventstore.Event{opened}})
	require.NoError(t, err)
	all, err := eventstore.NewRepository[*Account, string](store, eventstore.Config{
		Collection: "accounts",
		Registry: registry(t, eventstore.Events(AccountOpened{}, MoneyDeposited{}),
			eventstore.Upcast(func(old AccountOpenedV1) AccountOpened { return AccountOpened{ID: old.ID, Owner: "unknown"} })),
	})
	require.NoError(t, err)
	deposit(t, all)
	a, err := all.Get(t.Context(), "1")
	require.NoError(t, err)
	require.Equal(t, AccountState{ID: "1", Owner: "unknown", Balance: 1}, a.State())
}

func TestAFailingStoreFailsTheOperation(t *testing.T) {
	t.Parallel()
	store := &broken{Store: memory.New()}
	all := accounts(t, store, eventstore.Snapshots{})
	life(t, all, "1", 1)
	store.read = errors.New("out of order")
	_, err := all.Get(t.Context(), "1")
	require.EqualError(t, err, `load account "1": out of order`)
	require.EqualError(t, all.Add(t.Context(), OpenAccount("2", "Bob")), `add account "2": out of order`)
	_, err = all.Find(t.Context(), query.All())
	require.EqualError(t, err, "find accounts: out of order")
	_, err = all.AsOfTime(t.Context(), "1", time.Now())
	require.ErrorIs(t, err, store.read)
	_, err = all.AsOfVersion(t.Context(), "1", 1)
	require.ErrorIs(t, err, store.read)
}

func TestAUnitRefusesMisuse(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all := accounts(t, store, eventstore.Snapshots{})
	life(t, all, "1", 0)
	unit := func(fn func(ctx context.Context, a *Account) error) error {
		return uow.Do(t.Context(), func(ctx context.Context) error {
			a, err := all.Get(ctx, "1")
			return errors.Join(err, fn(ctx, a))
		})
	}
	require.ErrorContains(t, unit(func(ctx context.Context, _ *Account) error {
		twin, err := all.AsOfVersion(ctx, "1", 1)
		return errors.Join(err, all.Update(ctx, twin))
	}), "the unit of work has another object under this id")
	require.ErrorContains(t, unit(func(ctx context.Context, a *Account) error {
		return errors.Join(all.Remove(ctx, a), all.Add(ctx, OpenAccount("1", "Bob")))
	}), "it was removed in this unit of work")
	require.ErrorIs(t, unit(func(ctx context.Context, a *Account) error {
		return errors.Join(all.Remove(ctx, a), all.Update(ctx, a))
	}), errs.KindNotFound)
	require.ErrorContains(t, unit(func(ctx context.Context, a *Account) error {
		err := all.Update(ctx, a)
		a.Record(AccountOpened{ID: "2"})
		return err
	}), "an id stays for life")
	err := unit(func(_ context.Context, a *Account) error {
		a.Deposit(1)
		return nil
	})
	forgotten, ok := errors.AsType[*data.ForgottenError](err)
	require.True(t, ok)
	require.Equal(t, &data.ForgottenError{Collection: "accounts", ID: "1", Events: []string{"account.money.deposited.v1"}}, forgotten)
	require.NoError(t, unit(func(ctx context.Context, _ *Account) error {
		b := OpenAccount("2", "Bob")
		return errors.Join(all.Add(ctx, b), all.Remove(ctx, b))
	}), "nothing was and nothing will be")
	page, err := all.Find(t.Context(), query.All())
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
}

// Ledger is another aggregate over the streams of accounts.
type Ledger struct{ Account }

func TestAUnitHasOneObjectForAStream(t *testing.T) {
	t.Parallel()
	store := memory.New()
	all := accounts(t, store, eventstore.Snapshots{})
	ledgers, err := eventstore.NewRepository[*Ledger, string](store, eventstore.Config{
		Collection: "accounts", Registry: registry(t, eventstore.Events(AccountOpened{}, MoneyDeposited{})),
	})
	require.NoError(t, err)
	life(t, all, "1", 0)
	require.ErrorContains(t, uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := all.Get(ctx, "1")
		require.NoError(t, err)
		_, err = ledgers.Get(ctx, "1")
		return err
	}), "is in the unit of work as a *eventstore_test.Account already and cannot be a *eventstore_test.Ledger as well")
	require.ErrorIs(t, uow.Do(t.Context(), func(ctx context.Context) error {
		_, err := all.Get(ctx, "1")
		require.NoError(t, err)
		_, err = accounts(t, memory.New(), eventstore.Snapshots{}).Get(ctx, "1")
		return err
	}), uow.ErrSecondStore)
}

// mute is a log that cannot erase.
type mute struct {
	data.Store
	logged
}

type logged = eventstore.Store

func TestEraseNeedsAnEraser(t *testing.T) {
	t.Parallel()
	inner := memory.New()
	all := accounts(t, mute{inner, inner}, eventstore.Snapshots{})
	require.EqualError(t, all.Erase(t.Context(), "1"), `erase account "1": a eventstore_test.mute cannot erase`)
	closed := memory.New()
	all = accounts(t, closed, eventstore.Snapshots{})
	require.NoError(t, closed.Close())
	require.ErrorContains(t, all.Erase(t.Context(), "1"), `erase account "1": the store in memory is closed`)
}
