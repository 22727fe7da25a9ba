package content

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// Issuer is whose tokens speak for members of the identity provider; empty is nobody's.
type Issuer string

// Membership tells whether who asks is a member.
type Membership struct {
	members  Members
	provider Issuer
}

// NewMembership returns what knows the members.
func NewMembership(members Members, provider Issuer) *Membership {
	return &Membership{members: members, provider: provider}
}

// Current returns the member who asks. Somebody who is none is refused as unknown_user, a
// member whom the source has disabled as member_inactive. Who vouches for whom is kept apart: an
// identity of the provider is none of our members, though it had the id of one.
func (m *Membership) Current(ctx context.Context) (*domain.Member, error) {
	who, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	source := domain.SourceLocal
	if m.provider != "" && who.Issuer == string(m.provider) {
		source = domain.SourceProvider
	}
	member, err := m.members.Get(ctx, who.Subject)
	switch {
	case err != nil && !errors.Is(err, errs.KindNotFound):
		return nil, err
	case err != nil || member.State().Source != source:
		return nil, errs.Forbidden("unknown_user", "you are not a member yet; the identity provider has to tell of you first")
	case !member.State().IsActive:
		return nil, errs.Forbidden("member_inactive", "your membership is inactive; ask an administrator to activate it")
	}
	return member, nil
}
