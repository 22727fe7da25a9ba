package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GrantAdmin makes an admin of a user.
type GrantAdmin struct {
	mediator.Command[UpdatedUser]
	Username string
}

// Policy asks for a super admin.
func (GrantAdmin) Policy() auth.Policy { return superAdmins() }

// RevokeAdmin makes a user of an admin.
type RevokeAdmin struct {
	mediator.Command[UpdatedUser]
	Username string
}

// Policy asks for a super admin.
func (RevokeAdmin) Policy() auth.Policy { return superAdmins() }

// GrantAdminHandler carries out [GrantAdmin].
type GrantAdminHandler struct {
	directory *Directory
	users     Users
	now       Clock
}

// NewGrantAdminHandler returns the handler.
func NewGrantAdminHandler(directory *Directory, users Users, now Clock) *GrantAdminHandler {
	return &GrantAdminHandler{directory: directory, users: users, now: now}
}

// Handle changes nothing about somebody who is an admin already.
func (h *GrantAdminHandler) Handle(ctx context.Context, cmd GrantAdmin) (UpdatedUser, error) {
	user, err := h.directory.Get(ctx, cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	return UpdatedUser{Username: user.State().Username}, store(ctx, h.users, user)(user.GrantAdmin(h.now()))
}

// RevokeAdminHandler carries out [RevokeAdmin].
type RevokeAdminHandler struct {
	directory *Directory
	users     Users
	now       Clock
}

// NewRevokeAdminHandler returns the handler.
func NewRevokeAdminHandler(directory *Directory, users Users, now Clock) *RevokeAdminHandler {
	return &RevokeAdminHandler{directory: directory, users: users, now: now}
}

// Handle changes nothing about somebody who is no admin.
func (h *RevokeAdminHandler) Handle(ctx context.Context, cmd RevokeAdmin) (UpdatedUser, error) {
	user, err := h.directory.Get(ctx, cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	return UpdatedUser{Username: user.State().Username}, store(ctx, h.users, user)(user.RevokeAdmin(h.now()))
}
