package application_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// A balance of 1000.00 earns 1.00 in a month at 1.2 % a year, once.
func TestInterestIsPaidOnceForEachMonth(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	rich, poor := b.open(), b.open()
	b.deposit(rich.ID, 1000_00)
	b.withdraw(poor.ID, 50_00)
	round := resolve[*application.InterestRound](b)
	pay := func() {
		b.settle()
		require.NoError(t, round.Pay(t.Context()))
		b.settle()
	}
	pay()
	require.Equal(t, "1000.00", b.account(rich.ID).Balance.String(), "in October there was no account")

	b.wait(15 * 24 * time.Hour)
	pay()
	pay()
	require.Equal(t, "1001.00", b.account(rich.ID).Balance.String())
	require.Equal(t, "-50.00", b.account(poor.ID).Balance.String(), "nothing is paid on what is owed")

	b.wait(31 * 24 * time.Hour)
	pay()
	require.Equal(t, "1002.00", b.account(rich.ID).Balance.String())
	send(b, application.PayInterest{AccountID: rich.ID, Month: "2026-11"})
	require.Equal(t, "1002.00", b.account(rich.ID).Balance.String(), "a month that is paid is not paid again")
	refuse(b, application.PayInterest{AccountID: rich.ID, Month: "soon"}, "malformed_month")
	require.True(t, send(b, application.AuditAccounts{}).Clean())
}

// Everybody is paid, however many there are.
func TestInterestIsPaidToAll(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	person := send(b, ada()).ID
	ids := make([]string, 250)
	for i := range ids {
		ids[i] = b.openFor(person).ID
		b.deposit(ids[i], 100_00)
	}
	b.settle()
	b.wait(15 * 24 * time.Hour)
	require.NoError(t, resolve[*application.InterestRound](b).Pay(t.Context()))
	for _, id := range ids {
		require.Equal(t, "100.10", b.account(id).Balance.String())
	}
}
