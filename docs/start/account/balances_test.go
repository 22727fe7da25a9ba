package main

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

func Example_projection() {
	ctx := context.Background()
	services := di.NewServices()
	di.AddValue[data.Store](services, memory.New())
	di.AddSingleton[*eventstore.Registry](services, func() (*eventstore.Registry, error) { return eventstore.NewRegistry(accountEvents()) })
	di.AddSingleton[Accounts](services, NewAccounts)
	AddBalances(services)
	container, err := services.Build(ctx)
	check(err)
	defer container.Close(ctx)

	accounts, err := di.Resolve[Accounts](container)
	check(err)
	engine, err := di.Resolve[*eventing.Engine](container)
	check(err)
	balances, err := di.Resolve[*projection.View[BalanceRow]](container)
	check(err)
	for id, owner := range map[string]string{"7": "Ada", "8": "Grace"} {
		check(accounts.Add(ctx, Open(id, owner, noon)))
	}
	check(Change(ctx, accounts, "7", func(a *Account) error { return a.Deposit(100_00, "salary", noon) }))

	check(engine.CatchUp(ctx)) // a service calls Run, which goes on for ever
	page, err := balances.Find(ctx, query.All().OrderBy(query.ID.Asc()))
	check(err)
	for _, row := range page.Items {
		fmt.Println(row.Account, row.Owner, row.Cents)
	}
	// Output:
	// 7 Ada 10000
	// 8 Grace 0
}
