package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetComment asks for a comment.
type GetComment struct {
	mediator.Query[CommentDTO]
	CommentID string
}

// Policy asks for somebody; the handler, for a member.
func (GetComment) Policy() auth.Policy { return auth.Authenticated() }

// GetCommentHandler answers [GetComment].
type GetCommentHandler struct {
	membership *Membership
	comments   Comments
}

// NewGetCommentHandler returns the handler.
func NewGetCommentHandler(membership *Membership, comments Comments) *GetCommentHandler {
	return &GetCommentHandler{membership: membership, comments: comments}
}

// Handle returns the comment.
func (h *GetCommentHandler) Handle(ctx context.Context, q GetComment) (CommentDTO, error) {
	if _, err := h.membership.Current(ctx); err != nil {
		return CommentDTO{}, err
	}
	comment, err := h.comments.Get(ctx, q.CommentID)
	if err != nil {
		return CommentDTO{}, err
	}
	return CommentDTO(comment.State()), nil
}
