package content

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// Members holds the members by id. No two have the same username.
type Members = data.Repository[*domain.Member, string]

// News is when a source last said something of a member. It stays when the member has left, so that
// what was said before does not bring them back, and says nothing else about them.
type News struct {
	MemberID string    `json:"member_id"`
	At       time.Time `json:"at"`
	Gone     bool      `json:"gone"`
}

// AllNews holds the news by the id of the member.
type AllNews = data.Repository[*data.Document[News], string]

// Posts holds the posts by id.
type Posts = data.Repository[*domain.Post, string]

// Comments holds the comments by id.
type Comments = data.Repository[*domain.Comment, string]

// ProviderEvents reads what an identity provider sends about its users.
type ProviderEvents interface {
	// Receive sends on what the body asks for, once it is known that the signature is its own.
	Receive(ctx context.Context, signature string, body []byte) (Synced, error)
}

// Provisioning gives an authorizer that is to be asked from now on what is known here.
type Provisioning interface {
	// Provision does it for the server at the address. It can be done again.
	Provision(ctx context.Context, url string) (Provisioned, error)
}

// Provisioned says by what a server is asked.
type Provisioned struct {
	StoreID, ModelID string
	// Relations is how many were written.
	Relations int
}

// Clock tells the time, in UTC.
type Clock func() time.Time

// NewID returns an identity that nothing else has; later ones sort after earlier ones.
type NewID func() string

// What queries look at, by its place in the stored state.
const (
	owner     query.Field[string]    = "owner_id"
	post      query.Field[string]    = "post_id"
	createdAt query.Field[time.Time] = "created_at"
	updatedAt query.Field[time.Time] = "updated_at"
)
