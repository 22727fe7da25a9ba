package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Register makes a user with a complete profile and signs them in with tokens, in one commit.
type Register struct {
	mediator.Command[Tokens]
	Username  string
	Password  auth.Secret
	FirstName string
	LastName  string
}

// Policy asks for nobody.
func (Register) Policy() auth.Policy { return auth.Guest() }

// RegisterHandler carries out [Register].
type RegisterHandler struct {
	enrolment *Enrolment
	users     Users
	desk      *TokenDesk
	now       Clock
}

// NewRegisterHandler returns the handler.
func NewRegisterHandler(enrolment *Enrolment, users Users, desk *TokenDesk, now Clock) *RegisterHandler {
	return &RegisterHandler{enrolment: enrolment, users: users, desk: desk, now: now}
}

// Handle returns the tokens.
func (h *RegisterHandler) Handle(ctx context.Context, cmd Register) (Tokens, error) {
	user, err := h.enrolment.Enrol(ctx, cmd.Username, cmd.Password, domain.RoleUser)
	if err != nil {
		return Tokens{}, err
	}
	user.CompleteProfile(cmd.FirstName, cmd.LastName, h.now())
	if err := h.users.Update(ctx, user); err != nil {
		return Tokens{}, err
	}
	return h.desk.Open(ctx, user)
}
