package identity

import (
	"context"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/data/query"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/identity"
)

// Permissions returns what a role permits, for tokens that others read.
func Permissions(role domain.Role) []string {
	switch role {
	case domain.RoleSuperAdmin:
		return []string{"admins:manage", "profile:edit", "users:manage"}
	case domain.RoleAdmin:
		return []string{"profile:edit", "users:manage"}
	}
	return []string{"profile:edit"}
}

// Access is what users have open: sessions of cookies and of tokens.
type Access struct {
	cookies *session.Sessions
	tokens  TokenSessions
}

// NewAccess returns what ends sessions of both kinds.
func NewAccess(cookies *session.Sessions, tokens TokenSessions) *Access {
	return &Access{cookies: cookies, tokens: tokens}
}

// EndCurrent ends the session that the request was made in.
func (a *Access) EndCurrent(ctx context.Context) error {
	who, err := auth.FromContext(ctx)
	if err != nil {
		return err
	}
	if who.Issuer == "" {
		return a.cookies.End(ctx)
	}
	return a.endTokens(ctx, who.Subject, func(id string) bool { return id == who.Session })
}

// RevokeAll ends every session of the user but those whose ids are kept, in the unit of work of
// the context.
func (a *Access) RevokeAll(ctx context.Context, userID string, keep ...string) error {
	if err := a.cookies.RevokeAll(ctx, auth.Identity{Subject: userID}, keep...); err != nil {
		return err
	}
	return a.endTokens(ctx, userID, func(id string) bool { return !slices.Contains(keep, id) })
}

func (a *Access) endTokens(ctx context.Context, userID string, ends func(id string) bool) error {
	open, err := a.tokens.Find(ctx, query.Where(tokenSessionUser.Eq(userID)).Unpaged())
	if err != nil {
		return err
	}
	for _, s := range open.Items {
		if !ends(s.Value.ID) {
			continue
		}
		if err := a.tokens.Remove(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
