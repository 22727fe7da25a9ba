package application_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// bankOver returns a bank over the store.
func bankOver(ctx context.Context, t *testing.T, store data.Store) *bank {
	t.Helper()
	b := &bank{t: t}
	services := b.services("memory:")
	di.OverrideValue(services, store)
	container, err := services.Build(ctx)
	require.NoError(t, err)
	b.container = container
	b.mediator = resolve[*mediator.Mediator](b)
	return b
}

// simulate runs transfers through all lives, and returns how many commits the last one needed.
func simulate(t *testing.T, lives datatest.Lives) (commits int) {
	t.Helper()
	random := rand.New(rand.NewPCG(lives.Seed, 1)) //nolint:gosec // to be repeated
	store := memory.New()
	outside := bankOver(t.Context(), t, store)
	accounts := []string{outside.open().ID, outside.open().ID, outside.open().ID, outside.open().ID}
	for _, id := range accounts[:3] {
		outside.deposit(id, 100_00)
	}
	var transfers []string
	for range 4 {
		from := random.IntN(3)
		to := (from + 1 + random.IntN(3)) % 4
		transfers = append(transfers, outside.transfer(accounts[from], accounts[to], 40_00+random.Int64N(130_00)).ID)
	}
	send(outside, application.CloseAccount{AccountID: accounts[3]}) // what goes there comes back
	commits = lives.Run(t.Context(), store, func(ctx context.Context, m *datatest.Mortal) bool { return live(ctx, t, m, transfers) })
	audit := send(outside, application.AuditAccounts{})
	require.Empty(t, audit.Findings)
	require.Equal(t, "300.00", audit.Totals[0].Balances.String())
	require.True(t, audit.Totals[0].UnderWay.IsZero())
	for _, id := range accounts {
		account := outside.account(id)
		require.Equal(t, account.Balance.Add(account.OverdraftLimit), account.Available, "nothing is held")
	}
	return commits
}

// live runs the bank until it is killed, or reports that every transfer is over.
func live(ctx context.Context, t *testing.T, m *datatest.Mortal, transfers []string) (done bool) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	b := bankOver(ctx, t, m)
	engine, processes := resolve[*eventing.Engine](b), resolve[*process.Processes](b)
	var running sync.WaitGroup
	running.Go(func() { _ = engine.Run(ctx) })
	running.Go(func() { _ = processes.Run(ctx) })
	defer running.Wait()
	defer stop()
	for range 1000 {
		over := 0
		for _, id := range transfers {
			if send(b, application.GetTransfer{TransferID: id}).Status.Over() {
				over++
			}
		}
		if over == len(transfers) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(50 * time.Millisecond): // of the bubble
		}
	}
	t.Error("the transfers did not come to an end")
	return true
}

// Whenever the bank is killed, every transfer comes to an end and the books are in order.
// make torture has a thousand schedules, BANKING_TEST_SCHEDULES asks for more of them.
func TestTheBankMayDieAtEveryBoundary(t *testing.T) {
	t.Parallel()
	total := 200
	if datatest.InFull() {
		total = 1000
	}
	if text := os.Getenv("BANKING_TEST_SCHEDULES"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err)
		total = n
	}
	datatest.TestMortality(t, total, simulate)
}
