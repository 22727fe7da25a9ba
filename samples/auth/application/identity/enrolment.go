package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Enrolment makes users.
type Enrolment struct {
	users       Users
	credentials Credentials
	hasher      Hasher
	newID       NewID
	now         Clock
}

// NewEnrolment returns what makes users.
func NewEnrolment(users Users, credentials Credentials, hasher Hasher, newID NewID, now Clock) *Enrolment {
	return &Enrolment{users: users, credentials: credentials, hasher: hasher, newID: newID, now: now}
}

// Enrol makes a user with a password. A name or a password against the rules is told in this
// order; a name that is taken when everything is stored, as the conflict username_taken.
func (e *Enrolment) Enrol(ctx context.Context, username string, password auth.Secret, role domain.Role) (*domain.User, error) {
	name, err := domain.NewUsername(username)
	if err != nil {
		return nil, err
	}
	if err := domain.CheckPassword(password.Reveal()); err != nil {
		return nil, err
	}
	now := e.now()
	user, err := domain.NewUser(e.newID(), name, role, now)
	if err != nil {
		return nil, err
	}
	hash, err := e.hasher.Hash(ctx, password)
	if err != nil {
		return nil, err
	}
	if err := e.users.Add(ctx, user); err != nil {
		return nil, err
	}
	return user, e.credentials.Add(ctx, data.NewDocument(Credential{UserID: user.ID(), Hash: hash, ChangedAt: now}))
}
