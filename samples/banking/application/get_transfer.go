package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetTransfer asks how a transfer comes along.
type GetTransfer struct {
	mediator.Query[TransferDTO]
	TransferID string
}

// GetTransferHandler answers [GetTransfer].
type GetTransferHandler struct{ transfers Transfers }

// NewGetTransferHandler returns the handler.
func NewGetTransferHandler(transfers Transfers) *GetTransferHandler {
	return &GetTransferHandler{transfers: transfers}
}

// Handle returns the transfer with its history.
func (h *GetTransferHandler) Handle(ctx context.Context, q GetTransfer) (TransferDTO, error) {
	transfer, err := h.transfers.Get(ctx, q.TransferID)
	if err != nil {
		return TransferDTO{}, err
	}
	return transferOf(transfer), nil
}
