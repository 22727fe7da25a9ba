package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// Deposit puts money into an account.
type Deposit struct {
	mediator.Command[AccountDTO]
	RepeatableOnce
	AccountID     string        `path:"id"`
	Amount        domain.Amount `json:"amount" validate:"required" example:"120.50"`
	Communication string        `json:"communication,omitempty" validate:"max=140" example:"salary"`
}

// Withdraw takes money out of an account.
type Withdraw struct {
	mediator.Command[AccountDTO]
	RepeatableOnce
	AccountID     string        `path:"id"`
	Amount        domain.Amount `json:"amount" validate:"required" example:"20.00"`
	Communication string        `json:"communication,omitempty" validate:"max=140" example:"cash"`
}

// DepositHandler carries out [Deposit].
type DepositHandler struct {
	accountChange
	newID NewID
}

// NewDepositHandler returns the handler.
func NewDepositHandler(accounts Accounts, newID NewID, now Clock) *DepositHandler {
	return &DepositHandler{accountChange{accounts, now}, newID}
}

// Handle returns the account with the money in it.
func (h *DepositHandler) Handle(ctx context.Context, cmd Deposit) (AccountDTO, error) {
	return h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		return a.Deposit(h.newID(), cmd.Amount, cmd.Communication, h.now())
	})
}

// WithdrawHandler carries out [Withdraw].
type WithdrawHandler struct {
	accountChange
	newID NewID
}

// NewWithdrawHandler returns the handler.
func NewWithdrawHandler(accounts Accounts, newID NewID, now Clock) *WithdrawHandler {
	return &WithdrawHandler{accountChange{accounts, now}, newID}
}

// Handle returns the account without the money.
func (h *WithdrawHandler) Handle(ctx context.Context, cmd Withdraw) (AccountDTO, error) {
	return h.change(ctx, cmd.AccountID, func(a *domain.Account) error {
		return a.Withdraw(h.newID(), cmd.Amount, cmd.Communication, h.now())
	})
}

// accountChange is what all use cases do that change one account.
type accountChange struct {
	accounts Accounts
	now      Clock
}

// change loads the account, has it change, stores it and returns it.
func (c accountChange) change(ctx context.Context, id string, change func(*domain.Account) error) (AccountDTO, error) {
	account, err := c.accounts.Get(ctx, id)
	if err != nil {
		return AccountDTO{}, err
	}
	if err := change(account); err != nil {
		return AccountDTO{}, err
	}
	return accountOf(account), c.accounts.Update(ctx, account)
}
