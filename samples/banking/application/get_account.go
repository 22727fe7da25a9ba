package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// GetAccount asks for an account as it is, or as it was at a time.
type GetAccount struct {
	mediator.Query[OwnedAccountDTO]
	AccountID string
	// AsOf is the time, by the events' own clock: what happened then is in the answer. Zero is
	// now.
	AsOf time.Time
}

// OwnedAccountDTO is an account with the name of its owner. No answer of a command has that
// name, for those are kept and the name may have to be forgotten.
type OwnedAccountDTO struct {
	AccountDTO
	OwnerName string `json:"owner_name" doc:"Empty when the owner was erased." example:"Ada Lovelace"`
}

// GetAccountHandler answers [GetAccount].
type GetAccountHandler struct {
	accounts Accounts
	owners   Owners
}

// NewGetAccountHandler returns the handler.
func NewGetAccountHandler(accounts Accounts, owners Owners) *GetAccountHandler {
	return &GetAccountHandler{accounts: accounts, owners: owners}
}

// Handle returns the account, folded from its events: all of them, or those that happened
// up to the time.
func (h *GetAccountHandler) Handle(ctx context.Context, q GetAccount) (OwnedAccountDTO, error) {
	account, err := h.load(ctx, q)
	if err != nil {
		return OwnedAccountDTO{}, err
	}
	name, err := h.owners.Name(ctx, account.State().OwnerID)
	return OwnedAccountDTO{AccountDTO: accountOf(account), OwnerName: name}, err
}

func (h *GetAccountHandler) load(ctx context.Context, q GetAccount) (*domain.Account, error) {
	if q.AsOf.IsZero() {
		return h.accounts.Get(ctx, q.AccountID)
	}
	return h.accounts.AsOfTime(ctx, q.AccountID, q.AsOf)
}
