package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Accounts are those of people who sign in here, and not elsewhere.
type Accounts interface {
	// Verify returns whose name and password they are, else an errs.KindUnauthenticated.
	Verify(ctx context.Context, username string, password auth.Secret) (auth.Identity, error)
	// Load returns who the owner of a session is by now, nobody when there is no such account
	// any more.
	Load(ctx context.Context, who auth.Identity) (auth.Identity, error)
}

// Credentials are what somebody signs in with.
type Credentials struct {
	Username string
	Password auth.Secret
}

// AccountDTO is somebody who is signed in.
type AccountDTO struct {
	Subject string   `json:"subject" example:"maria"`
	Name    string   `json:"name" example:"Maria Rossi"`
	Roles   []string `json:"roles" example:"customer"`
}

func accountDTO(who auth.Identity) AccountDTO {
	return AccountDTO{Subject: who.Subject, Name: who.Name, Roles: append([]string{}, who.Roles...)}
}

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

// SignOut ends the session of the request.
type SignOut struct {
	mediator.Command[mediator.None]
}

// Policy asks for somebody.
func (SignOut) Policy() auth.Policy { return somebody }

// SignOutHandler carries out [SignOut].
type SignOutHandler struct{ sessions *session.Sessions }

// NewSignOutHandler returns the handler.
func NewSignOutHandler(sessions *session.Sessions) *SignOutHandler {
	return &SignOutHandler{sessions: sessions}
}

// Handle leaves the other sessions of the account.
func (h *SignOutHandler) Handle(ctx context.Context, _ SignOut) (mediator.None, error) {
	return mediator.None{}, h.sessions.End(ctx)
}

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
