package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// PromoteUser gives a user any role, that of a super admin too. Only the operator of the
// service sends it, from its command line.
type PromoteUser struct {
	mediator.Command[UpdatedUser]
	Username string
	Role     domain.Role
}

// Policy asks for the program itself.
func (PromoteUser) Policy() auth.Policy { return auth.SystemOnly() }

// PromoteUserHandler carries out [PromoteUser].
type PromoteUserHandler struct {
	directory *Directory
	users     Users
	now       Clock
}

// NewPromoteUserHandler returns the handler.
func NewPromoteUserHandler(directory *Directory, users Users, now Clock) *PromoteUserHandler {
	return &PromoteUserHandler{directory: directory, users: users, now: now}
}

// Handle changes nothing about somebody who has the role.
func (h *PromoteUserHandler) Handle(ctx context.Context, cmd PromoteUser) (UpdatedUser, error) {
	user, err := h.directory.Get(ctx, cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	return UpdatedUser{Username: user.State().Username}, store(ctx, h.users, user)(user.Promote(cmd.Role, h.now()), nil)
}
