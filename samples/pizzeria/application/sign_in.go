package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// SignIn opens a session, whose cookie the answer carries.
type SignIn struct {
	mediator.Command[AccountDTO]
	Credentials
}

// Policy asks for nothing: who signs in again is whoever it is now.
func (SignIn) Policy() auth.Policy { return anyone }

// SignInHandler carries out [SignIn].
type SignInHandler struct {
	accounts Accounts
	sessions *session.Sessions
}

// NewSignInHandler returns the handler.
func NewSignInHandler(accounts Accounts, sessions *session.Sessions) *SignInHandler {
	return &SignInHandler{accounts: accounts, sessions: sessions}
}

// Handle returns who is signed in.
func (h *SignInHandler) Handle(ctx context.Context, cmd SignIn) (AccountDTO, error) {
	who, err := h.accounts.Verify(ctx, cmd.Username, cmd.Password)
	if err != nil {
		return AccountDTO{}, err
	}
	_, err = h.sessions.Open(ctx, who)
	return accountDTO(who), err
}
