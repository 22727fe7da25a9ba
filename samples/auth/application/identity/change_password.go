package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// ChangePassword gives a user another password, and ends what the user has open elsewhere.
type ChangePassword struct {
	mediator.Command[UpdatedUser]
	Username string
	Password auth.Secret
}

// Policy asks for the user or for somebody who manages users, whom the user has to stand
// below. Somebody else learns nothing of whether the user is there.
func (c ChangePassword) Policy() auth.Policy {
	return auth.AnyOf(managers(), auth.On(ownName(), c.Username))
}

// ChangePasswordHandler carries out [ChangePassword].
type ChangePasswordHandler struct {
	directory   *Directory
	users       Users
	credentials Credentials
	hasher      Hasher
	access      *Access
	now         Clock
}

// NewChangePasswordHandler returns the handler.
func NewChangePasswordHandler(directory *Directory, users Users, credentials Credentials, hasher Hasher, access *Access, now Clock) *ChangePasswordHandler {
	return &ChangePasswordHandler{directory: directory, users: users, credentials: credentials, hasher: hasher, access: access, now: now}
}

// Handle leaves the session that the change comes from.
func (h *ChangePasswordHandler) Handle(ctx context.Context, cmd ChangePassword) (UpdatedUser, error) {
	name, err := domain.NewUsername(cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	if err := domain.CheckPassword(cmd.Password.Reveal()); err != nil {
		return UpdatedUser{}, err
	}
	user, err := h.directory.Get(ctx, cmd.Username)
	if err != nil {
		return UpdatedUser{}, err
	}
	if err := auth.Authorize(ctx, auth.AnyOf(self(), aboveUser()), user); err != nil {
		return UpdatedUser{}, err
	}
	if err := h.change(ctx, user, cmd.Password); err != nil {
		return UpdatedUser{}, err
	}
	who, err := auth.FromContext(ctx)
	if err != nil {
		return UpdatedUser{}, err
	}
	return UpdatedUser{Username: name}, h.access.RevokeAll(ctx, user.ID(), who.Session)
}

func (h *ChangePasswordHandler) change(ctx context.Context, user *domain.User, password auth.Secret) error {
	credential, err := h.credentials.Get(ctx, user.ID())
	if err != nil {
		return err
	}
	hash, err := h.hasher.Hash(ctx, password)
	if err != nil {
		return err
	}
	now := h.now()
	credential.Value.Hash, credential.Value.ChangedAt = hash, now
	if err := h.credentials.Update(ctx, credential); err != nil {
		return err
	}
	user.ChangePassword(now)
	return h.users.Update(ctx, user)
}
