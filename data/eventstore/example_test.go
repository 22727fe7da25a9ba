package eventstore_test

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// Account is an aggregate; it does not know how it is kept.
type Account struct{ aggregate.Root[AccountState] }

type AccountState struct {
	ID      string `json:"id"`
	Owner   string `json:"owner"`
	Balance int64  `json:"balance"`
}

type (
	AccountOpened  struct{ ID, Owner string }
	MoneyDeposited struct{ Amount int64 }
)

func (AccountOpened) EventName() string  { return "account.opened.v2" }
func (MoneyDeposited) EventName() string { return "account.money.deposited.v1" }

func (s AccountState) AggregateID() string { return s.ID }

func (s AccountState) Apply(event aggregate.Event) AccountState {
	switch e := event.(type) {
	case AccountOpened:
		s.ID, s.Owner = e.ID, e.Owner
	case MoneyDeposited:
		s.Balance += e.Amount
	}
	return s
}

func OpenAccount(id, owner string) *Account {
	a := new(Account)
	a.Record(AccountOpened{ID: id, Owner: owner})
	return a
}

func (a *Account) Deposit(amount int64) { a.Record(MoneyDeposited{amount}) }

// AccountOpenedV1 is what was stored before accounts had an owner.
type AccountOpenedV1 struct{ ID string }

func (AccountOpenedV1) EventName() string { return "account.opened.v1" }

// The same aggregate, kept as a state and kept as events: the log has the same life.
func Example() {
	ctx := context.Background()
	registry, err := eventstore.NewRegistry(eventstore.Events(AccountOpened{}, MoneyDeposited{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	store := memory.New()
	byState, err := data.NewRepository[*Account, string](store, data.Config{Collection: "accounts"})
	if err != nil {
		fmt.Println(err)
		return
	}
	byEvents, err := eventstore.NewRepository[*Account, string](store, eventstore.Config{Collection: "members", Registry: registry})
	if err != nil {
		fmt.Println(err)
		return
	}

	ctx, token := eventstore.Track(eventstore.WithMetadata(ctx, eventstore.Metadata{Actor: "Ada"}))
	err = uow.Do(ctx, func(ctx context.Context) error {
		for _, accounts := range []data.Repository[*Account, string]{byState, byEvents} {
			account := OpenAccount("1", "Ada")
			account.Deposit(50)
			if err := accounts.Add(ctx, account); err != nil {
				return err
			}
		}
		return nil
	})
	fmt.Println("committed at", token.Position(), err)

	for record, err := range store.ReadAll(ctx, 0, eventstore.Filter{}) {
		fmt.Println(record.Position, record.Stream, record.Version, record.Type, string(record.Data), record.Metadata.Actor, err)
	}
	// Output:
	// committed at 4 <nil>
	// 1 account-1 1 account.opened {"ID":"1","Owner":"Ada"} Ada <nil>
	// 2 account-1 2 account.money.deposited {"Amount":50} Ada <nil>
	// 3 member-1 1 account.opened {"ID":"1","Owner":"Ada"} Ada <nil>
	// 4 member-1 2 account.money.deposited {"Amount":50} Ada <nil>
}

// Events of an old version are read as those of today.
func ExampleUpcast() {
	registry, err := eventstore.NewRegistry(
		eventstore.Events(AccountOpened{}, MoneyDeposited{}),
		eventstore.Upcast(func(old AccountOpenedV1) AccountOpened { return AccountOpened{ID: old.ID, Owner: "unknown"} }),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	old := eventstore.Record{Event: eventstore.Event{Type: "account.opened", SchemaVersion: 1, Data: []byte(`{"ID":"1"}`)}}
	event, err := registry.Decode(old)
	fmt.Printf("%+v %v\n", event, err)
	// Output: {ID:1 Owner:unknown} <nil>
}

// A reader that keeps up waits for the head, reads through it and remembers it.
func ExampleStore() {
	ctx := context.Background()
	var log eventstore.Store = memory.New()
	commit, err := log.Append(ctx, eventstore.Batch{
		Stream:   eventstore.StreamName("account", "42"),
		Expected: eventstore.None,
		Events:   []eventstore.Event{{Type: "account.opened"}, {Type: "account.closed", Data: []byte(`{"why":"moved"}`)}},
	})
	fmt.Println(commit.Versions, err)

	var after eventstore.Position
	head, err := log.Wait(ctx, after)
	for record, err := range log.ReadAll(ctx, after, eventstore.Filter{Through: head}) {
		fmt.Println(record.Stream, record.Version, record.Type, string(record.Data), err)
	}
	after = head
	fmt.Println("remembered:", after, err)

	_, err = log.Append(ctx, eventstore.Batch{Stream: "account-42", Expected: eventstore.Exact(1), Events: []eventstore.Event{{Type: "account.renamed"}}})
	fmt.Println(err)
	// Output:
	// [2] <nil>
	// account-42 1 account.opened {} <nil>
	// account-42 2 account.closed {"why":"moved"} <nil>
	// remembered: 2 <nil>
	// stream "account-42" was expected at version 1 and is at version 2
}

// An aggregate as it was.
func ExampleRepository_AsOfVersion() {
	ctx := context.Background()
	registry, err := eventstore.NewRegistry(eventstore.Events(AccountOpened{}, MoneyDeposited{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	accounts, err := eventstore.NewRepository[*Account, string](memory.New(), eventstore.Config{
		Collection: "accounts",
		Registry:   registry,
		Snapshots:  eventstore.Snapshots{Every: 100, Age: 24 * time.Hour},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	account := OpenAccount("1", "Ada")
	account.Deposit(50)
	account.Deposit(7)
	fmt.Println(accounts.Add(ctx, account))
	before, err := accounts.AsOfVersion(ctx, "1", 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(before.State().Balance, account.State().Balance)
	// Output:
	// <nil>
	// 50 57
}
