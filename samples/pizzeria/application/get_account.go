package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetAccount asks who is signed in.
type GetAccount struct {
	mediator.Query[AccountDTO]
}

// Policy asks for somebody.
func (GetAccount) Policy() auth.Policy { return somebody }

// GetAccountHandler answers [GetAccount].
type GetAccountHandler struct{}

// NewGetAccountHandler returns the handler.
func NewGetAccountHandler() *GetAccountHandler { return &GetAccountHandler{} }

// Handle returns the account.
func (*GetAccountHandler) Handle(ctx context.Context, _ GetAccount) (AccountDTO, error) {
	who, err := auth.FromContext(ctx)
	return accountDTO(who), err
}
