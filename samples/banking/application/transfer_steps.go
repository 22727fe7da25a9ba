package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// HoldFunds promises money of an account to a transfer. Like the other commands of this file
// it is sent by the [TransferProcess] and by nobody else.
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

// CaptureFunds lets the money go that is held for a transfer.
type CaptureFunds struct {
	mediator.Command[mediator.None]
	TransferID    string
	AccountID     string
	ToAccountID   string
	Communication string
}

// ReleaseFunds frees the money that is held for a transfer.
type ReleaseFunds struct {
	mediator.Command[mediator.None]
	TransferID string
	AccountID  string
}

// AdvanceTransfer brings a transfer to its next status.
type AdvanceTransfer struct {
	mediator.Command[mediator.None]
	TransferID string
	Status     domain.TransferStatus
	Reason     string
}

// HoldFundsHandler carries out [HoldFunds].
type HoldFundsHandler struct{ accountChange }

// NewHoldFundsHandler returns the handler.
func NewHoldFundsHandler(accounts Accounts, now Clock) *HoldFundsHandler {
	return &HoldFundsHandler{accountChange{accounts, now}}
}

// Handle holds the money.
func (h *HoldFundsHandler) Handle(ctx context.Context, cmd HoldFunds) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error { return a.Hold(cmd.TransferID, cmd.Amount, h.now()) })
	return mediator.None{}, err
}

// CreditAccountHandler carries out [CreditAccount].
type CreditAccountHandler struct{ accountChange }

// NewCreditAccountHandler returns the handler.
func NewCreditAccountHandler(accounts Accounts, now Clock) *CreditAccountHandler {
	return &CreditAccountHandler{accountChange{accounts, now}}
}

// Handle credits the money.
func (h *CreditAccountHandler) Handle(ctx context.Context, cmd CreditAccount) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		return a.Credit(cmd.TransferID, cmd.FromAccountID, cmd.Amount, cmd.Communication, h.now())
	})
	return mediator.None{}, err
}

// CaptureFundsHandler carries out [CaptureFunds].
type CaptureFundsHandler struct{ accountChange }

// NewCaptureFundsHandler returns the handler.
func NewCaptureFundsHandler(accounts Accounts, now Clock) *CaptureFundsHandler {
	return &CaptureFundsHandler{accountChange{accounts, now}}
}

// Handle lets the money go.
func (h *CaptureFundsHandler) Handle(ctx context.Context, cmd CaptureFunds) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		return a.Capture(cmd.TransferID, cmd.ToAccountID, cmd.Communication, h.now())
	})
	return mediator.None{}, err
}

// ReleaseFundsHandler carries out [ReleaseFunds].
type ReleaseFundsHandler struct{ accountChange }

// NewReleaseFundsHandler returns the handler.
func NewReleaseFundsHandler(accounts Accounts, now Clock) *ReleaseFundsHandler {
	return &ReleaseFundsHandler{accountChange{accounts, now}}
}

// Handle frees the money.
func (h *ReleaseFundsHandler) Handle(ctx context.Context, cmd ReleaseFunds) (mediator.None, error) {
	_, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error { return a.Release(cmd.TransferID, h.now()) })
	return mediator.None{}, err
}

// AdvanceTransferHandler carries out [AdvanceTransfer].
type AdvanceTransferHandler struct {
	transfers Transfers
	now       Clock
}

// NewAdvanceTransferHandler returns the handler.
func NewAdvanceTransferHandler(transfers Transfers, now Clock) *AdvanceTransferHandler {
	return &AdvanceTransferHandler{transfers: transfers, now: now}
}

// Handle advances the transfer.
func (h *AdvanceTransferHandler) Handle(ctx context.Context, cmd AdvanceTransfer) (mediator.None, error) {
	transfer, err := h.transfers.Get(ctx, cmd.TransferID)
	if err != nil {
		return mediator.None{}, err
	}
	if err := transfer.Advance(cmd.Status, cmd.Reason, h.now()); err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.transfers.Update(ctx, transfer)
}
