// Account is an event-sourced account, its list of balances and its transfers, as the page
// beside this folder builds them: each run opens what is missing, moves 10.00 and lists what there is.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

func main() {
	if err := run(context.Background(), "sqlite:account.db"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Branch is where people come to.
type Branch struct {
	accounts  Accounts
	log       eventstore.Store
	processes *process.Processes
	engine    *eventing.Engine
	balances  *projection.View[BalanceRow]
}

// NewBranch returns the branch.
func NewBranch(
	accounts Accounts, log eventstore.Store, processes *process.Processes, engine *eventing.Engine, balances *projection.View[BalanceRow],
) *Branch {
	return &Branch{accounts, log, processes, engine, balances}
}

// build puts everything together over a store.
func build(ctx context.Context, url string) (*di.Container, error) {
	services := di.NewServices()
	di.AddSingleton[data.Store](services, func() (data.Store, error) { return sqlite.Open(ctx, url) })
	di.AddSingleton[*eventstore.Registry](services, func() (*eventstore.Registry, error) {
		return eventstore.NewRegistry(accountEvents(), eventstore.Events(TransferRequested{}))
	})
	di.AddSingleton[eventstore.Store](services, eventstore.Of)
	di.AddSingleton[Accounts](services, NewAccounts)
	di.AddSingleton[*Branch](services, NewBranch)
	AddBalances(services)
	AddTransfers(services)
	return services.Build(ctx)
}

func run(ctx context.Context, url string) error {
	container, err := build(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = container.Close(ctx) }()
	branch, err := di.Resolve[*Branch](container)
	if err != nil {
		return err
	}
	for id, owner := range map[string]string{"7": "Ada", "8": "Grace"} {
		if err := branch.open(ctx, id, owner); err != nil {
			return err
		}
	}
	if err := branch.request(ctx, "7", "8", 10_00); err != nil {
		return err
	}
	return branch.list(ctx)
}

// open opens an account that is not there yet.
func (b *Branch) open(ctx context.Context, id, owner string) error {
	if _, err := b.accounts.Get(ctx, id); !errors.Is(err, errs.KindNotFound) {
		return err
	}
	account := Open(id, owner, time.Now())
	if err := account.Deposit(100_00, "a present", time.Now()); err != nil {
		return err
	}
	return b.accounts.Add(ctx, account)
}

// request asks for a transfer, and waits for it.
func (b *Branch) request(ctx context.Context, from, to string, cents int64) error {
	id := eventstore.NewID()
	event, err := eventstore.Encode(TransferRequested{Transfer: id, From: from, To: to, Cents: cents})
	if err != nil {
		return err
	}
	_, err = b.log.Append(ctx, eventstore.Batch{
		Stream: eventstore.StreamName("transfer", id), Expected: eventstore.None, Events: []eventstore.Event{event},
	})
	if err != nil {
		return err
	}
	return b.processes.Settle(ctx) // a service calls Run once, which goes on for as long as it lives
}

// list prints what there is.
func (b *Branch) list(ctx context.Context) error {
	if err := b.engine.CatchUp(ctx); err != nil { // the same
		return err
	}
	page, err := b.balances.Find(ctx, query.All().OrderBy(query.ID.Asc()))
	for _, row := range page.Items {
		fmt.Printf("%s  %-6s %3d.%02d\n", row.Account, row.Owner, row.Cents/100, row.Cents%100)
	}
	return err
}
