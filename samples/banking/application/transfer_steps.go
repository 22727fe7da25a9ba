package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// HoldFunds promises money of an account to a transfer. Like the other commands of this file
// it is sent by the [TransferProcess] and by nobody else, and the transfer knows of it in the
// same commit.
type HoldFunds struct {
	mediator.Command[mediator.None]
	TransferID string
	AccountID  string
	Amount     domain.Amount
}

// CreditAccount puts the money of a transfer into an account.
type CreditAccount struct {
	mediator.Command[mediator.None]
	TransferID    string
	AccountID     string
	FromAccountID string
	Amount        domain.Amount
	Communication string
}

// CaptureFunds lets the money go that is held for a transfer, which is completed then.
type CaptureFunds struct {
	mediator.Command[mediator.None]
	TransferID    string
	AccountID     string
	ToAccountID   string
	Communication string
}

// ReleaseFunds frees the money that is held for a transfer, which is compensated then.
type ReleaseFunds struct {
	mediator.Command[mediator.None]
	TransferID string
	AccountID  string
	Reason     string
}

// RejectTransfer ends a transfer for which no money was held.
type RejectTransfer struct {
	mediator.Command[mediator.None]
	TransferID string
	Reason     string
}

// transferChange is what these use cases do to the transfer.
type transferChange struct {
	transfers Transfers
	now       Clock
}

// advance brings the transfer to its next status.
func (c transferChange) advance(ctx context.Context, id string, to domain.TransferStatus, reason string) (none mediator.None, err error) {
	transfer, err := c.transfers.Get(ctx, id)
	if err != nil {
		return none, err
	}
	if err := transfer.Advance(to, reason, c.now()); err != nil {
		return none, err
	}
	return none, c.transfers.Update(ctx, transfer)
}

// fundsChange is what these use cases do to an account.
type fundsChange struct {
	accountChange
	transfer transferChange
}

func newFundsChange(accounts Accounts, transfers Transfers, now Clock) fundsChange {
	return fundsChange{accountChange{accounts, now}, transferChange{transfers, now}}
}

// HoldFundsHandler carries out [HoldFunds].
type HoldFundsHandler struct{ fundsChange }

// NewHoldFundsHandler returns the handler.
func NewHoldFundsHandler(accounts Accounts, transfers Transfers, now Clock) *HoldFundsHandler {
	return &HoldFundsHandler{newFundsChange(accounts, transfers, now)}
}

// Handle holds the money.
func (h *HoldFundsHandler) Handle(ctx context.Context, cmd HoldFunds) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error { return a.Hold(cmd.TransferID, cmd.Amount, h.now()) })
	if err != nil {
		return mediator.None{}, err
	}
	return h.transfer.advance(ctx, cmd.TransferID, domain.Held, "")
}

// CreditAccountHandler carries out [CreditAccount].
type CreditAccountHandler struct{ fundsChange }

// NewCreditAccountHandler returns the handler.
func NewCreditAccountHandler(accounts Accounts, transfers Transfers, now Clock) *CreditAccountHandler {
	return &CreditAccountHandler{newFundsChange(accounts, transfers, now)}
}

// Handle credits the money.
func (h *CreditAccountHandler) Handle(ctx context.Context, cmd CreditAccount) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		return a.Credit(cmd.TransferID, cmd.FromAccountID, cmd.Amount, cmd.Communication, h.now())
	})
	if err != nil {
		return mediator.None{}, err
	}
	return h.transfer.advance(ctx, cmd.TransferID, domain.Credited, "")
}

// CaptureFundsHandler carries out [CaptureFunds].
type CaptureFundsHandler struct{ fundsChange }

// NewCaptureFundsHandler returns the handler.
func NewCaptureFundsHandler(accounts Accounts, transfers Transfers, now Clock) *CaptureFundsHandler {
	return &CaptureFundsHandler{newFundsChange(accounts, transfers, now)}
}

// Handle lets the money go.
func (h *CaptureFundsHandler) Handle(ctx context.Context, cmd CaptureFunds) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		return a.Capture(cmd.TransferID, cmd.ToAccountID, cmd.Communication, h.now())
	})
	if err != nil {
		return mediator.None{}, err
	}
	return h.transfer.advance(ctx, cmd.TransferID, domain.Completed, "")
}

// ReleaseFundsHandler carries out [ReleaseFunds].
type ReleaseFundsHandler struct{ fundsChange }

// NewReleaseFundsHandler returns the handler.
func NewReleaseFundsHandler(accounts Accounts, transfers Transfers, now Clock) *ReleaseFundsHandler {
	return &ReleaseFundsHandler{newFundsChange(accounts, transfers, now)}
}

// Handle frees the money.
func (h *ReleaseFundsHandler) Handle(ctx context.Context, cmd ReleaseFunds) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error { return a.Release(cmd.TransferID, h.now()) })
	if err != nil {
		return mediator.None{}, err
	}
	return h.transfer.advance(ctx, cmd.TransferID, domain.Compensated, cmd.Reason)
}

// RejectTransferHandler carries out [RejectTransfer].
type RejectTransferHandler struct{ transferChange }

// NewRejectTransferHandler returns the handler.
func NewRejectTransferHandler(transfers Transfers, now Clock) *RejectTransferHandler {
	return &RejectTransferHandler{transferChange{transfers, now}}
}

// Handle rejects the transfer.
func (h *RejectTransferHandler) Handle(ctx context.Context, cmd RejectTransfer) (mediator.None, error) {
	return h.advance(ctx, cmd.TransferID, domain.Rejected, cmd.Reason)
}
