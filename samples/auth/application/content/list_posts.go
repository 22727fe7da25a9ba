package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// ListPosts asks for a part of the posts.
type ListPosts struct {
	mediator.Query[List[PostDTO]]
	Filter
}

// Policy asks for somebody; the handler, for a member.
func (ListPosts) Policy() auth.Policy { return auth.Authenticated() }

// ListPostsHandler answers [ListPosts].
type ListPostsHandler struct {
	membership *Membership
	posts      Posts
}

// NewListPostsHandler returns the handler.
func NewListPostsHandler(membership *Membership, posts Posts) *ListPostsHandler {
	return &ListPostsHandler{membership: membership, posts: posts}
}

// Handle returns the posts.
func (h *ListPostsHandler) Handle(ctx context.Context, q ListPosts) (List[PostDTO], error) {
	if _, err := h.membership.Current(ctx); err != nil {
		return List[PostDTO]{}, err
	}
	find, err := q.query()
	if err != nil {
		return List[PostDTO]{}, err
	}
	page, err := h.posts.Find(ctx, find)
	return listOf(page, q.Filter, func(p *domain.Post) PostDTO { return PostDTO(p.State()) }), err
}
