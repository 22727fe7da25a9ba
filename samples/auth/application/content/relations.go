package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/data/uow"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// The types and relations of the model.
const (
	typeUser    = "user"
	typePost    = "post"
	typeComment = "comment"

	isOwner      = "is_owner"
	isSuperAdmin = "is_super_admin"
	canUpdate    = "can_update"
	canDelete    = "can_delete"
)

// Platform is the object whose super admins may change everything: that
// "user:ann is_super_admin user:platform" makes Ann one.
const Platform = typeUser + ":platform"

// Relations tells the authorizer who relates to what, as the log has it: what was committed and
// nothing else. It is told of everything at least once, and the second time changes nothing.
type Relations struct{ authorizer rebac.Authorizer }

// NewRelations returns the consumer.
func NewRelations(authorizer rebac.Authorizer) *Relations {
	return &Relations{authorizer: authorizer}
}

// Joined relates a member to themselves.
func (r *Relations) Joined(ctx context.Context, e domain.MemberJoined) error {
	return r.authorizer.Write(ctx, []rebac.Tuple{ownership(e.MemberID, typeUser, e.MemberID)}, nil)
}

// Left takes that back.
func (r *Relations) Left(ctx context.Context, e domain.MemberLeft) error {
	return r.authorizer.Write(ctx, nil, []rebac.Tuple{ownership(e.MemberID, typeUser, e.MemberID)})
}

// PostWritten relates a post to its owner and to the super admins.
func (r *Relations) PostWritten(ctx context.Context, e domain.PostWritten) error {
	return r.authorizer.Write(ctx, relationsOf(e.OwnerID, typePost, e.PostID), nil)
}

// PostDeleted takes that back.
func (r *Relations) PostDeleted(ctx context.Context, e domain.PostDeleted) error {
	return r.authorizer.Write(ctx, nil, relationsOf(e.OwnerID, typePost, e.PostID))
}

// CommentWritten relates a comment to its owner and to the super admins.
func (r *Relations) CommentWritten(ctx context.Context, e domain.CommentWritten) error {
	return r.authorizer.Write(ctx, relationsOf(e.OwnerID, typeComment, e.CommentID), nil)
}

// CommentDeleted takes that back.
func (r *Relations) CommentDeleted(ctx context.Context, e domain.CommentDeleted) error {
	return r.authorizer.Write(ctx, nil, relationsOf(e.OwnerID, typeComment, e.CommentID))
}

// relationsOf returns what is known of something that a member wrote.
func relationsOf(ownerID, objectType, id string) []rebac.Tuple {
	object, admins := rebac.Object(objectType, id), rebac.Userset(Platform, isSuperAdmin)
	return []rebac.Tuple{
		ownership(ownerID, objectType, id),
		{User: admins, Relation: canUpdate, Object: object},
		{User: admins, Relation: canDelete, Object: object},
	}
}

func ownership(ownerID, objectType, id string) rebac.Tuple {
	return rebac.Tuple{User: rebac.Object(typeUser, ownerID), Relation: isOwner, Object: rebac.Object(objectType, id)}
}

// Permits answers whether members may change what was written, and lets them see at once what
// they wrote themselves.
type Permits struct{ authorizer rebac.Authorizer }

// NewPermits returns what answers.
func NewPermits(authorizer rebac.Authorizer) *Permits { return &Permits{authorizer: authorizer} }

func (p *Permits) require(ctx context.Context, member *domain.Member, relation, objectType, id string) error {
	return rebac.Require(ctx, p.authorizer, rebac.Tuple{
		User: rebac.Object(typeUser, member.ID()), Relation: relation, Object: rebac.Object(objectType, id),
	})
}

// announce tells of something new as soon as it is committed, so that its owner may change it
// right away. When it fails, [Relations] will tell of it: nothing depends on this one.
func (p *Permits) announce(ctx context.Context, ownerID, objectType, id string) {
	uow.AfterCommit(ctx, func(ctx context.Context) {
		_ = p.authorizer.Write(ctx, relationsOf(ownerID, objectType, id), nil) // Relations comes after
	})
}
