package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// RequestTransfer asks for money to go from one account to another. It is carried out
// afterwards, by the [TransferProcess].
type RequestTransfer struct {
	mediator.Command[TransferDTO]
	RepeatableOnce
	FromAccountID string        `json:"from_account_id" validate:"required,max=100"`
	ToAccountID   string        `json:"to_account_id" validate:"required,max=100"`
	Amount        domain.Amount `json:"amount" validate:"required" example:"20.00"`
	Communication string        `json:"communication,omitempty" validate:"max=140" example:"rent"`
}

// RequestTransferHandler carries out [RequestTransfer].
type RequestTransferHandler struct {
	accounts  Accounts
	transfers Transfers
	newID     NewID
	now       Clock
}

// NewRequestTransferHandler returns the handler.
func NewRequestTransferHandler(accounts Accounts, transfers Transfers, newID NewID, now Clock) *RequestTransferHandler {
	return &RequestTransferHandler{accounts: accounts, transfers: transfers, newID: newID, now: now}
}

// Handle returns the requested transfer.
func (h *RequestTransferHandler) Handle(ctx context.Context, cmd RequestTransfer) (TransferDTO, error) {
	transfer, err := domain.RequestTransfer(h.newID(), cmd.FromAccountID, cmd.ToAccountID, cmd.Amount, cmd.Communication, h.now())
	if err != nil {
		return TransferDTO{}, err
	}
	from, err := h.accounts.Get(ctx, cmd.FromAccountID)
	if err != nil {
		return TransferDTO{}, err
	}
	to, err := h.accounts.Get(ctx, cmd.ToAccountID)
	if err != nil {
		return TransferDTO{}, err
	}
	if from.State().Currency != to.State().Currency {
		return TransferDTO{}, errs.Invalid("currency_mismatch", "account %s is in %s and account %s in %s; a transfer stays in one currency",
			from.ID(), from.State().Currency, to.ID(), to.State().Currency)
	}
	return transferOf(transfer), h.transfers.Add(ctx, transfer)
}
