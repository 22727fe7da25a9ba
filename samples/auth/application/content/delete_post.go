package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// DeletePost removes a post and all comments on it, whoever wrote them, in one commit.
type DeletePost struct {
	mediator.Command[mediator.None]
	PostID string
}

// Policy asks for somebody; the handler, for a member who can_delete the post.
func (DeletePost) Policy() auth.Policy { return auth.Authenticated() }

// DeletePostHandler carries out [DeletePost].
type DeletePostHandler struct {
	membership *Membership
	posts      Posts
	permits    *Permits
	removal    *Removal
}

// NewDeletePostHandler returns the handler.
func NewDeletePostHandler(membership *Membership, posts Posts, permits *Permits, removal *Removal) *DeletePostHandler {
	return &DeletePostHandler{membership: membership, posts: posts, permits: permits, removal: removal}
}

// Handle removes the post.
func (h *DeletePostHandler) Handle(ctx context.Context, cmd DeletePost) (mediator.None, error) {
	member, err := h.membership.Current(ctx)
	if err != nil {
		return mediator.None{}, err
	}
	post, err := h.posts.Get(ctx, cmd.PostID)
	if err != nil {
		return mediator.None{}, err
	}
	if err := h.permits.require(ctx, member, canDelete, typePost, post.ID()); err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.removal.post(ctx, post)
}

// Removal removes content together with what hangs on it.
type Removal struct {
	posts    Posts
	comments Comments
	now      Clock
}

// NewRemoval returns what removes content.
func NewRemoval(posts Posts, comments Comments, now Clock) *Removal {
	return &Removal{posts: posts, comments: comments, now: now}
}

// post removes a post and its comments.
func (r *Removal) post(ctx context.Context, p *domain.Post) error {
	if err := r.commentsWhere(ctx, post.Eq(p.ID())); err != nil {
		return err
	}
	p.Delete(r.now())
	return r.posts.Remove(ctx, p)
}

// ofMember removes everything that a member wrote, and what hangs on it.
func (r *Removal) ofMember(ctx context.Context, memberID string) error {
	written, err := r.posts.Find(ctx, query.Where(owner.Eq(memberID)).Unpaged())
	if err != nil {
		return err
	}
	for _, p := range written.Items {
		if err := r.post(ctx, p); err != nil {
			return err
		}
	}
	return r.commentsWhere(ctx, owner.Eq(memberID))
}

func (r *Removal) commentsWhere(ctx context.Context, condition query.Condition) error {
	found, err := r.comments.Find(ctx, query.Where(condition).Unpaged())
	if err != nil {
		return err
	}
	for _, c := range found.Items {
		if err := r.comment(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (r *Removal) comment(ctx context.Context, c *domain.Comment) error {
	c.Delete(r.now())
	return r.comments.Remove(ctx, c)
}
