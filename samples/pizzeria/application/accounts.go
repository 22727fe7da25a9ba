package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
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
