package main

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// Accounts holds the accounts by id, as their events.
type Accounts = *eventstore.Repository[*Account, string]

// accountEvents says which Go type belongs to the name of an event.
func accountEvents() eventstore.Option { return eventstore.Events(Opened{}, Deposited{}, Withdrawn{}) }

// NewAccounts returns the accounts of a store.
func NewAccounts(store data.Store, registry *eventstore.Registry) (Accounts, error) {
	return eventstore.NewRepository[*Account, string](store, eventstore.Config{
		Collection: "accounts", Registry: registry, Snapshots: eventstore.Snapshots{Every: 100, Schema: 1},
	})
}

// Change loads an account, lets it decide, and stores what it has recorded.
func Change(ctx context.Context, accounts Accounts, id string, decide func(*Account) error) error {
	return uow.Retry(ctx, uow.RetryPolicy{}, func(ctx context.Context) error {
		account, err := accounts.Get(ctx, id)
		if err != nil {
			return err
		}
		if err := decide(account); err != nil {
			return err
		}
		return accounts.Update(ctx, account)
	})
}
