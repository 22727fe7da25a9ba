package identity

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Directory finds users by name.
type Directory struct{ users Users }

// NewDirectory returns what finds users.
func NewDirectory(users Users) *Directory { return &Directory{users: users} }

// Find returns the user of that name, or nil when there is none.
func (d *Directory) Find(ctx context.Context, name domain.Username) (*domain.User, error) {
	found, err := d.users.Find(ctx, query.Where(userName.Eq(string(name))).Limit(1))
	if err != nil || len(found.Items) == 0 {
		return nil, err
	}
	return found.Items[0], nil
}

// Get returns the user of that name. A name against the rules is an errs.KindInvalid, one that
// nobody has the errs.KindNotFound user_not_found.
func (d *Directory) Get(ctx context.Context, username string) (*domain.User, error) {
	name, err := domain.NewUsername(username)
	if err != nil {
		return nil, err
	}
	user, err := d.Find(ctx, name)
	if err == nil && user == nil {
		err = errs.NotFound("user_not_found", "nobody is named %s", name)
	}
	return user, err
}

// Touch has the commit make sure that the user is still the one that was found.
func (d *Directory) Touch(ctx context.Context, user *domain.User) error {
	return d.users.Update(ctx, user)
}
