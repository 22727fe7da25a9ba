package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// ListComments asks for a part of the comments: of all, or of those on a post.
type ListComments struct {
	mediator.Query[List[CommentDTO]]
	PostID string
	Filter
}

// Policy asks for somebody; the handler, for a member.
func (ListComments) Policy() auth.Policy { return auth.Authenticated() }

// ListCommentsHandler answers [ListComments].
type ListCommentsHandler struct {
	membership *Membership
	comments   Comments
}

// NewListCommentsHandler returns the handler.
func NewListCommentsHandler(membership *Membership, comments Comments) *ListCommentsHandler {
	return &ListCommentsHandler{membership: membership, comments: comments}
}

// Handle returns the comments.
func (h *ListCommentsHandler) Handle(ctx context.Context, q ListComments) (List[CommentDTO], error) {
	if _, err := h.membership.Current(ctx); err != nil {
		return List[CommentDTO]{}, err
	}
	find, err := q.query()
	if err != nil {
		return List[CommentDTO]{}, err
	}
	if q.PostID != "" {
		find = find.Where(post.Eq(q.PostID))
	}
	page, err := h.comments.Find(ctx, find)
	return listOf(page, q.Filter, func(c *domain.Comment) CommentDTO { return CommentDTO(c.State()) }), err
}
