package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// IssueToken opens a session for a program, which sends its token.
type IssueToken struct {
	mediator.Command[Token]
	Credentials
}

// Policy asks for nothing.
func (IssueToken) Policy() auth.Policy { return anyone }

// Token is the token of a session.
type Token struct {
	Text  auth.Secret
	Lasts time.Duration // without a request
}

// IssueTokenHandler carries out [IssueToken].
type IssueTokenHandler struct {
	accounts Accounts
	sessions *session.Sessions
}

// NewIssueTokenHandler returns the handler.
func NewIssueTokenHandler(accounts Accounts, sessions *session.Sessions) *IssueTokenHandler {
	return &IssueTokenHandler{accounts: accounts, sessions: sessions}
}

// Handle returns the token.
func (h *IssueTokenHandler) Handle(ctx context.Context, cmd IssueToken) (Token, error) {
	who, err := h.accounts.Verify(ctx, cmd.Username, cmd.Password)
	if err != nil {
		return Token{}, err
	}
	opened, text, err := h.sessions.Issue(ctx, who)
	return Token{Text: text, Lasts: opened.Expires.Sub(opened.Created)}, err
}
