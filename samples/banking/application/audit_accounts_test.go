package application_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func TestBooksInOrder(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	from, to := b.open(), b.open()
	b.deposit(from.ID, 100_00)
	b.withdraw(to.ID, 30_00)
	b.transfer(from.ID, to.ID, 20_00)
	b.transfer(from.ID, to.ID, 500_00)
	b.settle()
	audit := send(b, application.AuditAccounts{})
	require.Empty(t, audit.Findings)
	require.Equal(t, []application.AuditTotals{{
		Currency: domain.EUR, Balances: domain.Cents(70_00), Deposits: domain.Cents(100_00), Withdrawals: domain.Cents(30_00),
	}}, audit.Totals)
	require.Equal(t, 2, audit.Accounts)
	require.Equal(t, 2, audit.Transfers)

	b.deposit(from.ID, 1)
	require.True(t, send(b, application.AuditAccounts{}).Clean(), "a read model that is behind is not wrong")
}

// An audit that finds nothing is worth something when it finds what is wrong.
func TestWhatAnAuditFinds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(b *bank, account application.AccountDTO)
		want  string
	}{
		"more than may be owed": {func(b *bank, a application.AccountDTO) {
			b.append(a.ID, domain.MoneyWithdrawn{TransactionID: "x", Amount: domain.Cents(200_01), At: noon})
		}, "more than its overdraft limit"},
		"more promised than there is": {func(b *bank, a application.AccountDTO) {
			b.append(a.ID, domain.FundsHeld{TransferID: "x", Amount: domain.Cents(200_01), At: noon})
		}, "promised more than it has"},
		"money from nowhere": {func(b *bank, a application.AccountDTO) {
			b.append(a.ID, domain.TransferCredited{TransferID: "x", FromAccountID: "y", Amount: domain.Cents(1), At: noon})
		}, "was never requested"},
		"money to nowhere": {func(b *bank, a application.AccountDTO) {
			b.append(a.ID, domain.FundsCaptured{TransferID: "x", ToAccountID: "y", Amount: domain.Cents(1), At: noon})
		}, "without what is under way"},
		"a transfer that says too much": {func(b *bank, a application.AccountDTO) {
			transfer := b.transfer(a.ID, b.open().ID, 1_00)
			b.settle()
			b.append(a.ID, domain.FundsHeld{TransferID: transfer.ID, Amount: domain.Cents(1_00), At: noon})
		}, "more than once"},
		"another balance in the read model": {func(b *bank, a application.AccountDTO) {
			b.change(a.ID, func(row *application.AccountRow) { row.Balance = domain.Cents(1) })
		}, "in the read model"},
		"a version in the read model that never was": {func(b *bank, a application.AccountDTO) {
			b.change(a.ID, func(row *application.AccountRow) { row.Version = 99 })
		}, "which the log does not have"},
		"a row that is missing": {func(b *bank, a application.AccountDTO) {
			require.NoError(b.t, resolve[*projection.Rows[application.AccountRow]](b).Delete(b.t.Context(), a.ID))
		}, "although it has read all of them"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBank(t)
			account := b.open()
			b.deposit(account.ID, 100_00)
			b.settle()
			require.True(t, send(b, application.AuditAccounts{}).Clean())
			tt.spoil(b, account)
			audit := send(b, application.AuditAccounts{})
			require.False(t, audit.Clean())
			require.Condition(t, func() bool { return contains(audit.Findings, tt.want) }, "%v", audit.Findings)
		})
	}
}

// append writes an event past the rules.
func (b *bank) append(accountID string, event aggregate.Event) {
	b.t.Helper()
	encoded, err := eventstore.Encode(event)
	require.NoError(b.t, err)
	_, err = resolve[eventstore.Store](b).Append(b.t.Context(), eventstore.Batch{
		Stream: "account-" + accountID, Expected: eventstore.Exists, Events: []eventstore.Event{encoded},
	})
	require.NoError(b.t, err)
}

// change changes a row past its projection.
func (b *bank) change(accountID string, change func(*application.AccountRow)) {
	b.t.Helper()
	require.NoError(b.t, resolve[*projection.Rows[application.AccountRow]](b).Change(b.t.Context(), accountID, change))
}

func contains(findings []string, part string) bool {
	return slices.ContainsFunc(findings, func(finding string) bool { return strings.Contains(finding, part) })
}
