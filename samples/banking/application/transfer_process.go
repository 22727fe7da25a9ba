package application

import (
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// TransferProcess carries out transfers: it has the money held where it comes from, credited
// where it goes, and lets it go then. Each step is a command in a unit of work of its own, with
// one account and the transfer in it, so two accounts are never changed together and no step is
// taken twice.
//
//	requested ── HoldFunds ──> funds_held ── CreditAccount ──> credited ── CaptureFunds ──> completed
//	     │ refused                  │ refused
//	     └── RejectTransfer         └── ReleaseFunds ──> compensated
//	              └──> rejected
type TransferProcess struct{}

// TransferPlan is what the process remembers of a transfer.
type TransferPlan struct {
	From          string        `json:"from"`
	To            string        `json:"to"`
	Amount        domain.Amount `json:"amount"`
	Communication string        `json:"communication,omitempty"`
}

// NewTransferProcess returns the process.
func NewTransferProcess() *TransferProcess { return &TransferProcess{} }

// addTransferProcess registers the process. It hears of every transfer since the first one.
func addTransferProcess(services *di.Services) {
	process.Add(services, process.Config{
		Name: "transfer", Categories: []string{"transfer"}, Lease: takeover, Parallel: 16, Poll: 100 * time.Millisecond,
	}, NewTransferProcess, TransferRoutes()...)
}

// TransferRoutes say which method is for what.
func TransferRoutes() []process.Route[*TransferProcess, TransferPlan] {
	return process.Routes(
		process.Starts((*TransferProcess).Requested, func(e domain.TransferRequested) string { return e.TransferID }),
		process.OnAnswer((*TransferProcess).Held),
		process.OnRefused((*TransferProcess).HoldRefused),
		process.OnAnswer((*TransferProcess).Credited),
		process.OnRefused((*TransferProcess).CreditRefused),
		process.Sends[HoldFunds],
		process.Sends[CreditAccount],
		process.Sends[CaptureFunds],
		process.Sends[ReleaseFunds],
		process.Sends[RejectTransfer],
	)
}

// Requested has the money held.
func (*TransferProcess) Requested(step *process.Step[TransferPlan], e domain.TransferRequested) error {
	step.State = TransferPlan{From: e.FromAccountID, To: e.ToAccountID, Amount: e.Amount, Communication: e.Communication}
	step.Send(HoldFunds{TransferID: e.TransferID, AccountID: e.FromAccountID, Amount: e.Amount})
	return nil
}

// Held has the money credited.
func (*TransferProcess) Held(step *process.Step[TransferPlan], cmd HoldFunds, _ mediator.None) error {
	step.Send(CreditAccount{
		TransferID: cmd.TransferID, AccountID: step.State.To, FromAccountID: step.State.From,
		Amount: step.State.Amount, Communication: step.State.Communication,
	})
	return nil
}

// HoldRefused rejects the transfer: there is not enough money.
func (*TransferProcess) HoldRefused(step *process.Step[TransferPlan], cmd HoldFunds, why *errs.Error) error {
	step.Send(RejectTransfer{TransferID: cmd.TransferID, Reason: why.Code})
	step.Complete()
	return nil
}

// Credited lets the money go.
func (*TransferProcess) Credited(step *process.Step[TransferPlan], cmd CreditAccount, _ mediator.None) error {
	step.Send(CaptureFunds{TransferID: cmd.TransferID, AccountID: step.State.From, ToAccountID: step.State.To, Communication: step.State.Communication})
	step.Complete()
	return nil
}

// CreditRefused gives the money back: the account was closed meanwhile.
func (*TransferProcess) CreditRefused(step *process.Step[TransferPlan], cmd CreditAccount, why *errs.Error) error {
	step.Send(ReleaseFunds{TransferID: cmd.TransferID, AccountID: step.State.From, Reason: why.Code})
	step.Complete()
	return nil
}
