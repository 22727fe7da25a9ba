package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// CreateUser makes a user below the one who asks.
type CreateUser struct {
	mediator.Command[CreatedUser]
	Username string
	Password auth.Secret
	Role     domain.Role
}

// Policy asks for a role above the one that is given.
func (c CreateUser) Policy() auth.Policy { return auth.On(aboveRole(), c.Role) }

// CreatedUser is a new user as their maker sees them.
type CreatedUser struct {
	ID       string          `json:"id"`
	Username domain.Username `json:"username"`
	Role     domain.Role     `json:"role"`
}

// CreateUserHandler carries out [CreateUser].
type CreateUserHandler struct{ enrolment *Enrolment }

// NewCreateUserHandler returns the handler.
func NewCreateUserHandler(enrolment *Enrolment) *CreateUserHandler {
	return &CreateUserHandler{enrolment: enrolment}
}

// Handle returns the user.
func (h *CreateUserHandler) Handle(ctx context.Context, cmd CreateUser) (CreatedUser, error) {
	user, err := h.enrolment.Enrol(ctx, cmd.Username, cmd.Password, cmd.Role)
	if err != nil {
		return CreatedUser{}, err
	}
	return CreatedUser{ID: user.ID(), Username: user.State().Username, Role: cmd.Role}, nil
}
