package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// UpdatePost replaces the text of a post.
type UpdatePost struct {
	mediator.Command[PostDTO]
	PostID      string
	TextContent string
}

// Policy asks for somebody; the handler, for a member who can_update the post.
func (UpdatePost) Policy() auth.Policy { return auth.Authenticated() }

// UpdatePostHandler carries out [UpdatePost].
type UpdatePostHandler struct {
	membership *Membership
	posts      Posts
	permits    *Permits
	now        Clock
}

// NewUpdatePostHandler returns the handler.
func NewUpdatePostHandler(membership *Membership, posts Posts, permits *Permits, now Clock) *UpdatePostHandler {
	return &UpdatePostHandler{membership: membership, posts: posts, permits: permits, now: now}
}

// Handle returns the post. The same text changes nothing.
func (h *UpdatePostHandler) Handle(ctx context.Context, cmd UpdatePost) (PostDTO, error) {
	member, err := h.membership.Current(ctx)
	if err != nil {
		return PostDTO{}, err
	}
	post, err := h.posts.Get(ctx, cmd.PostID)
	if err != nil {
		return PostDTO{}, err
	}
	if err := h.permits.require(ctx, member, canUpdate, typePost, post.ID()); err != nil {
		return PostDTO{}, err
	}
	if post.Edit(cmd.TextContent, h.now()) {
		err = h.posts.Update(ctx, post)
	}
	return PostDTO(post.State()), err
}
