package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// OpenAccount gives a person an account.
type OpenAccount struct {
	mediator.Command[AccountDTO]
	Repeatable
	OwnerID        string          `json:"owner_id" validate:"required,max=100"`
	Currency       domain.Currency `json:"currency" validate:"required"`
	OverdraftLimit domain.Amount   `json:"overdraft_limit" example:"100.00"`
}

// OpenAccountHandler carries out [OpenAccount].
type OpenAccountHandler struct {
	persons  Persons
	accounts Accounts
	newID    NewID
	now      Clock
}

// NewOpenAccountHandler returns the handler.
func NewOpenAccountHandler(persons Persons, accounts Accounts, newID NewID, now Clock) *OpenAccountHandler {
	return &OpenAccountHandler{persons: persons, accounts: accounts, newID: newID, now: now}
}

// Handle returns the account. The owner knows of it in the same commit, so that nobody is erased
// while an account is opened.
func (h *OpenAccountHandler) Handle(ctx context.Context, cmd OpenAccount) (AccountDTO, error) {
	owner, err := h.persons.Get(ctx, cmd.OwnerID)
	if err != nil {
		return AccountDTO{}, err
	}
	if err := owner.CheckKnown(); err != nil {
		return AccountDTO{}, errs.NotFound("person_not_found", "person %s was erased", cmd.OwnerID).Wrap(err)
	}
	account, err := domain.OpenAccount(h.newID(), cmd.OwnerID, cmd.Currency, cmd.OverdraftLimit, h.now())
	if err != nil {
		return AccountDTO{}, err
	}
	if err := owner.AddAccount(account.ID(), h.now()); err != nil {
		return AccountDTO{}, err
	}
	if err := h.persons.Update(ctx, owner); err != nil {
		return AccountDTO{}, err
	}
	return accountOf(account), h.accounts.Add(ctx, account)
}
