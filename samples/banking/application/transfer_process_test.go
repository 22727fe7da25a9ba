package application_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func TestHowTransfersEnd(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		amount   int64
		closed   bool
		status   domain.TransferStatus
		reason   string
		from, to string
	}{
		"it arrives":               {amount: 60_00, status: domain.Completed, from: "40.00", to: "60.00"},
		"down to the limit":        {amount: 200_00, status: domain.Completed, from: "-100.00", to: "200.00"},
		"there is not enough":      {amount: 200_01, status: domain.Rejected, reason: "insufficient_funds", from: "100.00", to: "0.00"},
		"the other one was closed": {amount: 60_00, closed: true, status: domain.Compensated, reason: "account_closed", from: "100.00", to: "0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBank(t)
			from, to := b.open(), b.open()
			b.deposit(from.ID, 100_00)
			transfer := b.transfer(from.ID, to.ID, tt.amount)
			if tt.closed {
				send(b, application.CloseAccount{AccountID: to.ID})
			}
			b.settle()
			transfer = send(b, application.GetTransfer{TransferID: transfer.ID})
			require.Equal(t, tt.status, transfer.Status)
			require.Equal(t, tt.reason, transfer.Reason)
			require.Equal(t, tt.from, b.account(from.ID).Balance.String())
			require.Equal(t, tt.to, b.account(to.ID).Balance.String())
			require.Equal(t, b.account(from.ID).Balance.Add(domain.Cents(100_00)), b.account(from.ID).Available, "nothing is held")
			require.True(t, send(b, application.AuditAccounts{}).Clean())
		})
	}
}

// What is promised to a transfer cannot be taken out while it is under way.
func TestWhatIsHeldIsNotAvailable(t *testing.T) {
	t.Parallel()
	b := newBank(t)
	from, to := b.open(), b.open()
	send(b, application.HoldFunds{TransferID: b.transfer(from.ID, to.ID, 90_00).ID, AccountID: from.ID, Amount: domain.Cents(90_00)})
	require.Equal(t, "10.00", b.account(from.ID).Available.String())
	refuse(b, application.Withdraw{RepeatableOnce: b.key(), AccountID: from.ID, Amount: domain.Cents(10_01)}, "insufficient_funds")
	refuse(b, application.CloseAccount{AccountID: from.ID}, "account_not_empty")
}
