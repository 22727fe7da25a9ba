package application_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// pay has a round of payments, with the read models up to date before and after.
func (b *bank) pay() {
	b.t.Helper()
	b.settle()
	require.NoError(b.t, resolve[*application.InterestRound](b).Pay(b.t.Context()))
	b.settle()
}

const days = 24 * time.Hour

// A balance of 3650.00 earns 0.12 a day at 1.2 % a year. It is the 20th of November.
func TestInterestIsPaidOnceForEachMonth(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	rich, poor, tiny := b.open(), b.open(), b.open()
	b.deposit(rich.ID, 3650_00)
	b.withdraw(poor.ID, 50_00)
	b.deposit(tiny.ID, 1)
	b.pay()
	require.Equal(t, "3650.00", b.account(rich.ID).Balance.String(), "in October there was no account")

	b.wait(15 * days)
	b.pay()
	b.pay()
	require.Equal(t, "3651.32", b.account(rich.ID).Balance.String(), "11 days")
	require.Equal(t, "-50.00", b.account(poor.ID).Balance.String(), "nothing is paid on what is owed")
	require.Equal(t, "0.01", b.account(tiny.ID).Balance.String())
	require.Len(t, send(b, application.ListTransactions{AccountID: tiny.ID, Page: 1, PageSize: 10}).Items, 1, "nothing is no transaction")

	b.wait(31 * days)
	b.pay()
	require.Equal(t, "3655.04", b.account(rich.ID).Balance.String(), "31 days")
	version := b.account(rich.ID).Version
	send(b, application.PayInterest{AccountID: rich.ID, Month: "2026-11"})
	send(b, application.PayInterest{AccountID: rich.ID, Month: "2027-01"})
	require.Equal(t, version, b.account(rich.ID).Version, "one is paid, and the other is not over")
	refuse(b, application.PayInterest{AccountID: rich.ID, Month: "soon"}, "malformed_month")
	require.True(t, send(b, application.AuditAccounts{}).Clean())
}

// A bank that was down for months pays each of them, and nothing twice afterwards.
func TestInterestOfMissedMonthsIsPaidLater(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	account := b.open()
	b.deposit(account.ID, 3650_00)
	b.wait(110 * days) // it is the 10th of March
	b.pay()
	b.pay()
	lines := send(b, application.GetStatement{AccountID: account.ID, Month: "2027-03"})
	require.Len(t, lines, 4)
	for i, want := range []string{"interest 2026-11: 1.32", "interest 2026-12: 3.72", "interest 2027-01: 3.72", "interest 2027-02: 3.36"} {
		require.Equal(t, want, lines[i].Communication+": "+lines[i].Amount.String())
	}
}

// Who has taken everything out is paid for the days before, and then there is nothing to look for.
func TestAnEmptyAccountIsPaidForItsLastDays(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	account := b.open()
	b.deposit(account.ID, 3650_00)
	b.wait(12 * days)
	b.withdraw(account.ID, 3650_00) // on the 2nd of December
	b.pay()
	require.Equal(t, "1.32", b.account(account.ID).Balance.String())
	b.withdraw(account.ID, 1_32)
	b.wait(31 * days)
	b.pay()
	require.Equal(t, "0.12", b.account(account.ID).Balance.String(), "the 1st of December")
	b.withdraw(account.ID, 12)
	b.pay()
	b.wait(62 * days)
	version := b.account(account.ID).Version
	b.pay()
	require.Equal(t, version, b.account(account.ID).Version)
}

// Everybody is paid, however many there are.
func TestInterestIsPaidToAll(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	person := send(b, ada()).ID
	ids := make([]string, 250)
	for i := range ids {
		ids[i] = b.openFor(person).ID
		b.deposit(ids[i], 365_00)
	}
	b.wait(15 * days)
	b.pay()
	for _, id := range ids {
		require.Equal(t, "365.13", b.account(id).Balance.String())
	}
}

// Two replicas pay at the same time, and each account is paid once.
func TestTwoReplicasPayInterestOnce(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "banking.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := database(t)
			first, second := replica(t, url), replica(t, url)
			person := send(first, ada()).ID
			ids := make([]string, 20)
			for i := range ids {
				ids[i] = first.openFor(person).ID
				first.deposit(ids[i], 365_00)
			}
			first.settle()
			first.wait(15 * days)
			second.wait(15 * days)
			var work sync.WaitGroup
			for _, b := range []*bank{first, second, first, second} {
				round := resolve[*application.InterestRound](b)
				work.Go(func() {
					if err := round.Pay(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			work.Wait()
			for _, id := range ids {
				account := second.account(id)
				require.Equal(t, "365.13", account.Balance.String())
				require.EqualValues(t, 3, account.Version)
			}
		})
	}
}

// replica returns a bank over a database that others use as well.
func replica(t *testing.T, url string) *bank {
	t.Helper()
	b := &bank{t: t}
	b.container = ditest.Container(t, b.services(url))
	b.mediator = resolve[*mediator.Mediator](b)
	return b
}
