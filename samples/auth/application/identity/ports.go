package identity

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Users holds the users by id. No two have the same username.
type Users = data.Repository[*domain.User, string]

// Credentials holds what users prove themselves with, by the id of the user.
type Credentials = data.Repository[*data.Document[Credential], string]

// Credential is the hash of a password. It is kept apart from the user, whose events stay in the
// log and whose fields may be listed and sorted by.
type Credential struct {
	UserID    string    `json:"user_id"`
	Hash      string    `json:"hash"`
	ChangedAt time.Time `json:"changed_at"`
}

// Hasher hashes passwords; the hasher of auth/password is one.
type Hasher interface {
	Hash(ctx context.Context, password auth.Secret) (string, error)
	Verify(ctx context.Context, password auth.Secret, hash string) (bool, error)
	NeedsRehash(hash string) bool
}

// Clock tells the time, in UTC.
type Clock func() time.Time

// NewID returns an identity that nothing else has; later ones sort after earlier ones.
type NewID func() string

// What queries look at, by its place in the stored state.
const (
	userName      query.Text             = "username"
	userRole      query.Text             = "role"
	userActive    query.Field[bool]      = "is_active"
	userCreatedAt query.Field[time.Time] = "created_at"
	userUpdatedAt query.Field[time.Time] = "updated_at"
)
