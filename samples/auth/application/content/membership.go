package content

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// Membership tells whether who asks is a member.
type Membership struct{ members Members }

// NewMembership returns what knows the members.
func NewMembership(members Members) *Membership { return &Membership{members: members} }

// Current returns the member who asks. Somebody who is none is refused as unknown_user, a
// member whom the source has disabled as member_inactive.
func (m *Membership) Current(ctx context.Context) (*domain.Member, error) {
	who, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	member, err := m.members.Get(ctx, who.Subject)
	switch {
	case errors.Is(err, errs.KindNotFound):
		return nil, errs.Forbidden("unknown_user", "you are not a member yet; the identity provider has to tell of you first")
	case err != nil:
		return nil, err
	case !member.State().IsActive:
		return nil, errs.Forbidden("member_inactive", "your membership is inactive; ask an administrator to activate it")
	}
	return member, nil
}
