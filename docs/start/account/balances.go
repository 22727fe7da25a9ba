package main

import (
	"context"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
)

// BalanceRow is one line of the list of accounts.
type BalanceRow struct {
	Account string `json:"account"`
	Owner   string `json:"owner"`
	Cents   int64  `json:"cents"`
}

// RowID is the account.
func (r BalanceRow) RowID() string { return r.Account }

// Balances is the projection that keeps the list.
type Balances struct{ rows *projection.Rows[BalanceRow] }

// NewBalances returns the projection.
func NewBalances(rows *projection.Rows[BalanceRow]) *Balances { return &Balances{rows} }

// Opened adds a line.
func (b *Balances) Opened(ctx context.Context, e Opened) error {
	return b.rows.Insert(ctx, BalanceRow{Account: e.Account, Owner: e.Owner})
}

// Deposited adds to a line.
func (b *Balances) Deposited(ctx context.Context, e Deposited) error { return b.add(ctx, e.Cents) }

// Withdrawn takes from it.
func (b *Balances) Withdrawn(ctx context.Context, e Withdrawn) error { return b.add(ctx, -e.Cents) }

func (b *Balances) add(ctx context.Context, cents int64) error {
	record, _ := eventing.RecordOf(ctx) // the event as the log has it
	return b.rows.Change(ctx, strings.TrimPrefix(record.Stream, "account-"), func(r *BalanceRow) { r.Cents += cents })
}

// AddBalances registers the projection.
func AddBalances(services *di.Services) {
	projection.Add(services, projection.Config{Name: "balances", Categories: []string{"account"}}, NewBalances,
		projection.On((*Balances).Opened),
		projection.On((*Balances).Deposited),
		projection.On((*Balances).Withdrawn),
		projection.Keeps[BalanceRow],
	)
}
