package identity

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Callers looks up who sends a request, each time: what a user may do is what the user may do
// now, whatever was true when the session began or the token was made.
type Callers struct {
	users  Users
	tokens TokenSessions
}

// NewCallers returns what looks them up.
func NewCallers(users Users, tokens TokenSessions) *Callers {
	return &Callers{users: users, tokens: tokens}
}

var errSignedOut error = errs.Unauthenticated(auth.CodeNotAuthenticated, "the session has ended; sign in again")

// Load returns the user of a session as who sends requests. A user who is gone or kept out is an
// errs.KindUnauthenticated, which ends all sessions of the user.
func (c *Callers) Load(ctx context.Context, who auth.Identity) (auth.Identity, error) {
	user, err := c.users.Get(ctx, who.Subject)
	switch {
	case errors.Is(err, errs.KindNotFound):
		return auth.Identity{}, errSignedOut
	case err != nil:
		return auth.Identity{}, err
	case !user.State().IsActive:
		return auth.Identity{}, errSignedOut
	}
	now := CallerOf(user)
	now.Issuer, now.Session, now.Expires = who.Issuer, who.Session, who.Expires
	return now, nil
}

// LoadToken is Load for an access token of this service, which is as good as the session that it
// was made for.
func (c *Callers) LoadToken(ctx context.Context, who auth.Identity) (auth.Identity, error) {
	session, err := c.tokens.Get(ctx, who.Session)
	switch {
	case errors.Is(err, errs.KindNotFound):
		return auth.Identity{}, errSignedOut
	case err != nil:
		return auth.Identity{}, err
	case session.Value.UserID != who.Subject:
		return auth.Identity{}, errSignedOut
	}
	return c.Load(ctx, who)
}
