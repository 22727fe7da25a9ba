package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// UpdatedUser says whose matter was settled.
type UpdatedUser struct {
	Username domain.Username `json:"username"`
}

// InactivateUser keeps a user out and ends all that they have open, in one commit.
type InactivateUser struct {
	mediator.Command[UpdatedUser]
	Username string
}

// Policy asks for somebody who manages users; the user has to stand below them.
func (InactivateUser) Policy() auth.Policy { return managers() }

// InactivateUserHandler carries out [InactivateUser].
type InactivateUserHandler struct {
	directory *Directory
	users     Users
	access    *Access
	now       Clock
}

// NewInactivateUserHandler returns the handler.
func NewInactivateUserHandler(directory *Directory, users Users, access *Access, now Clock) *InactivateUserHandler {
	return &InactivateUserHandler{directory: directory, users: users, access: access, now: now}
}

// Handle changes nothing about a user who is kept out already, and ends their sessions.
func (h *InactivateUserHandler) Handle(ctx context.Context, cmd InactivateUser) (UpdatedUser, error) {
	user, err := h.directory.Get(ctx, cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	if err := auth.Authorize(ctx, aboveUser(), user); err != nil {
		return UpdatedUser{}, err
	}
	if err := store(ctx, h.users, user)(user.Deactivate(h.now())); err != nil {
		return UpdatedUser{}, err
	}
	return UpdatedUser{Username: user.State().Username}, h.access.RevokeAll(ctx, user.ID())
}

// store stores the user if the change did anything.
func store(ctx context.Context, users Users, user *domain.User) func(changed bool, err error) error {
	return func(changed bool, err error) error {
		if err != nil || !changed {
			return err
		}
		return users.Update(ctx, user)
	}
}

// ReactivateUser lets a user in again.
type ReactivateUser struct {
	mediator.Command[UpdatedUser]
	Username string
}

// Policy asks for somebody who manages users; the user has to stand below them.
func (ReactivateUser) Policy() auth.Policy { return managers() }

// ReactivateUserHandler carries out [ReactivateUser].
type ReactivateUserHandler struct {
	directory *Directory
	users     Users
	now       Clock
}

// NewReactivateUserHandler returns the handler.
func NewReactivateUserHandler(directory *Directory, users Users, now Clock) *ReactivateUserHandler {
	return &ReactivateUserHandler{directory: directory, users: users, now: now}
}

// Handle changes nothing about a user who is let in already.
func (h *ReactivateUserHandler) Handle(ctx context.Context, cmd ReactivateUser) (UpdatedUser, error) {
	user, err := h.directory.Get(ctx, cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	if err := auth.Authorize(ctx, aboveUser(), user); err != nil {
		return UpdatedUser{}, err
	}
	return UpdatedUser{Username: user.State().Username}, store(ctx, h.users, user)(user.Reactivate(h.now()))
}
