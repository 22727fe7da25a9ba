package application_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/process/processtest"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// trial is the process alone, which has heard of a transfer and has held its money unless that
// was refused.
func trial(t *testing.T, refusal *errs.Error) *processtest.Trial[application.TransferPlan] {
	t.Helper()
	p := processtest.New(t, application.NewTransferProcess(), application.TransferRoutes()...)
	p.Hear(domain.TransferRequested{TransferID: "t1", FromAccountID: "a", ToAccountID: "b", Amount: domain.Cents(30_00), Communication: "rent"})
	require.Equal(t, application.TransferPlan{From: "a", To: "b", Amount: domain.Cents(30_00), Communication: "rent"}, p.State())
	hold := application.HoldFunds{TransferID: "t1", AccountID: "a", Amount: domain.Cents(30_00)}
	if refusal != nil {
		require.Equal(t, hold, p.Refuse(refusal))
	} else {
		require.Equal(t, hold, p.Answer(nil))
	}
	return p
}

// credit is what the process sends when the money is held.
var credit = application.CreditAccount{TransferID: "t1", AccountID: "b", FromAccountID: "a", Amount: domain.Cents(30_00), Communication: "rent"}

func TestTheProcessHoldsCreditsAndCaptures(t *testing.T) {
	t.Parallel()
	p := trial(t, nil)
	require.Equal(t, credit, p.Answer(nil))
	require.Equal(t, []any{
		application.CaptureFunds{TransferID: "t1", AccountID: "a", ToAccountID: "b", Communication: "rent"},
	}, p.AnswerAll())
	require.Equal(t, process.Completed, p.Status())
}

func TestTheProcessRejectsWhatCannotBeHeld(t *testing.T) {
	t.Parallel()
	p := trial(t, errs.Conflict("insufficient_funds", "account a has less"))
	require.Equal(t, []any{application.RejectTransfer{TransferID: "t1", Reason: "insufficient_funds"}}, p.AnswerAll())
	require.Equal(t, process.Completed, p.Status(), "to be rejected is an end that was thought of")
}

func TestTheProcessReleasesWhatCannotBeCredited(t *testing.T) {
	t.Parallel()
	p := trial(t, nil)
	require.Equal(t, credit, p.Refuse(errs.Conflict("account_closed", "account b is closed")))
	require.Equal(t, []any{application.ReleaseFunds{TransferID: "t1", AccountID: "a", Reason: "account_closed"}}, p.AnswerAll())
	require.Equal(t, process.Completed, p.Status())
}

// What must not be refused stays where an operator finds it, and money is not given twice.
func TestTheProcessIsStuckWhenHeldMoneyCannotGo(t *testing.T) {
	t.Parallel()
	p := trial(t, nil)
	p.Answer(nil)
	p.Fail(errors.New("the store is broken"))
	require.NotNil(t, p.Instance().Stuck)
	require.Equal(t, process.Completing, p.Status())
	require.Len(t, p.Pending(), 1)
}

func TestTheProcessWaitsAsLongAsItTakes(t *testing.T) {
	t.Parallel()
	p := trial(t, nil)
	require.Equal(t, []any{credit}, p.Pending())
	p.Pass(24 * time.Hour)
	require.Equal(t, []any{credit}, p.Pending())
}

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
