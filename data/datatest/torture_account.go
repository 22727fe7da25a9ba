package datatest

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
)

// account is the aggregate of TortureUnitOfWork. It is kept in both ways: as its state with its
// events beside it, and as its events with snapshots.
type account struct{ aggregate.Root[accountState] }

type accountState struct {
	ID      string `json:"id"`
	Balance int64  `json:"balance"`
	Moves   int64  `json:"moves"`
	Last    string `json:"last"`
}

type (
	accountOpened struct {
		ID string `json:"id"`
	}
	moneyMoved struct {
		Cents int64  `json:"cents"`
		In    string `json:"in"` // the unit of work
	}
)

func (accountOpened) EventName() string { return "account.opened.v1" }

func (moneyMoved) EventName() string { return "account.money_moved.v1" }

func (s accountState) AggregateID() string { return s.ID }

func (s accountState) Apply(event aggregate.Event) accountState {
	switch e := event.(type) {
	case accountOpened:
		s.ID = e.ID
	case moneyMoved:
		s.Balance += e.Cents
		s.Moves++
		s.Last = e.In
	}
	return s
}

// receipt is the plain document that each unit of work adds.
type receipt struct {
	In string `json:"in"`
}

const sharedAccounts = 400

// bank is what units of work change together.
type bank struct {
	log      eventstore.Store
	accounts data.Repository[*account, string]
	vaults   data.Repository[*account, string]
	receipts data.Repository[*data.Document[receipt], string]
}

var (
	accountsConfig = data.Config{Collection: "accounts"}
	vaultsConfig   = eventstore.Config{Collection: "vaults", Snapshots: eventstore.Snapshots{Every: 7}}
	receiptsConfig = data.Config{Collection: "receipts"}
)

func openBank(store data.Store) (b bank, err error) {
	registry, faults := eventstore.NewRegistry(eventstore.Events(accountOpened{}, moneyMoved{}))
	b.log, err = eventstore.Of(store)
	faults = errors.Join(faults, err)
	b.accounts, err = data.NewRepository[*account, string](store, accountsConfig)
	faults = errors.Join(faults, err)
	config := vaultsConfig
	config.Registry = registry
	b.vaults, err = eventstore.NewRepository[*account, string](store, config)
	faults = errors.Join(faults, err)
	b.receipts, err = data.NewDocuments(store, receiptsConfig, func(r *receipt) string { return r.In })
	return b, errors.Join(faults, err)
}

// transfer moves money from one account to another by way of a vault and keeps a receipt.
func (b bank) transfer(ctx context.Context, in, from, to, vault string, cents int64) error {
	return errors.Join(
		transferTo(ctx, b.accounts, from, moneyMoved{-cents, in}),
		transferTo(ctx, b.accounts, to, moneyMoved{cents, in}),
		transferTo(ctx, b.vaults, vault, moneyMoved{cents, in}),
		b.receipts.Add(ctx, data.NewDocument(receipt{in})),
	)
}

// transferTo changes an account, which is opened where there is none.
func transferTo(ctx context.Context, in data.Repository[*account, string], id string, event moneyMoved) error {
	a, err := in.Get(ctx, id)
	if errors.Is(err, errs.KindNotFound) {
		a = new(account)
		a.Record(accountOpened{id})
		a.Record(event)
		return in.Add(ctx, a)
	}
	if err != nil {
		return err
	}
	a.Record(event)
	return in.Update(ctx, a)
}
