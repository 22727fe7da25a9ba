package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetPost asks for a post.
type GetPost struct {
	mediator.Query[PostDTO]
	PostID string `json:"id" validate:"uuid"`
}

// Policy asks for somebody; the handler, for a member.
func (GetPost) Policy() auth.Policy { return auth.Authenticated() }

// GetPostHandler answers [GetPost].
type GetPostHandler struct {
	membership *Membership
	posts      Posts
}

// NewGetPostHandler returns the handler.
func NewGetPostHandler(membership *Membership, posts Posts) *GetPostHandler {
	return &GetPostHandler{membership: membership, posts: posts}
}

// Handle returns the post.
func (h *GetPostHandler) Handle(ctx context.Context, q GetPost) (PostDTO, error) {
	if _, err := h.membership.Current(ctx); err != nil {
		return PostDTO{}, err
	}
	post, err := h.posts.Get(ctx, q.PostID)
	if err != nil {
		return PostDTO{}, err
	}
	return PostDTO(post.State()), nil
}
