package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// ChangeOverdraft sets the overdraft limit of an account.
type ChangeOverdraft struct {
	mediator.Command[AccountDTO]
	Repeatable
	AccountID string `path:"id"`
	// OverdraftLimit is a pointer, because no limit is as good as any, and not to say which is
	// a mistake.
	OverdraftLimit *domain.Amount `json:"overdraft_limit" validate:"required" example:"250.00"`
}

// CloseAccount ends an account at zero.
type CloseAccount struct {
	mediator.Command[AccountDTO]
	Repeatable
	AccountID string `path:"id"`
}

// ChangeOverdraftHandler carries out [ChangeOverdraft].
type ChangeOverdraftHandler struct{ accountChange }

// NewChangeOverdraftHandler returns the handler.
func NewChangeOverdraftHandler(accounts Accounts, now Clock) *ChangeOverdraftHandler {
	return &ChangeOverdraftHandler{accountChange{accounts, now}}
}

// Handle returns the account with the new limit.
func (h *ChangeOverdraftHandler) Handle(ctx context.Context, cmd ChangeOverdraft) (AccountDTO, error) {
	return h.change(ctx, cmd.AccountID, func(a *domain.Account) error { return a.ChangeOverdraft(*cmd.OverdraftLimit, h.now()) })
}

// CloseAccountHandler carries out [CloseAccount].
type CloseAccountHandler struct {
	accountChange
	persons Persons
}

// NewCloseAccountHandler returns the handler.
func NewCloseAccountHandler(accounts Accounts, persons Persons, now Clock) *CloseAccountHandler {
	return &CloseAccountHandler{accountChange{accounts, now}, persons}
}

// Handle returns the closed account. The owner knows of it in the same commit.
func (h *CloseAccountHandler) Handle(ctx context.Context, cmd CloseAccount) (AccountDTO, error) {
	closed, err := h.change(ctx, cmd.AccountID, func(a *domain.Account) error { return a.Close(h.now()) })
	if err != nil {
		return AccountDTO{}, err
	}
	owner, err := h.persons.Get(ctx, closed.OwnerID)
	if err != nil {
		return AccountDTO{}, err
	}
	owner.RemoveAccount(closed.ID, h.now())
	return closed, h.persons.Update(ctx, owner)
}
