package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// DeleteComment removes a comment.
type DeleteComment struct {
	mediator.Command[mediator.None]
	CommentID string
}

// Policy asks for somebody; the handler, for a member who can_delete the comment.
func (DeleteComment) Policy() auth.Policy { return auth.Authenticated() }

// DeleteCommentHandler carries out [DeleteComment].
type DeleteCommentHandler struct {
	membership *Membership
	comments   Comments
	permits    *Permits
	removal    *Removal
}

// NewDeleteCommentHandler returns the handler.
func NewDeleteCommentHandler(membership *Membership, comments Comments, permits *Permits, removal *Removal) *DeleteCommentHandler {
	return &DeleteCommentHandler{membership: membership, comments: comments, permits: permits, removal: removal}
}

// Handle removes the comment.
func (h *DeleteCommentHandler) Handle(ctx context.Context, cmd DeleteComment) (mediator.None, error) {
	member, err := h.membership.Current(ctx)
	if err != nil {
		return mediator.None{}, err
	}
	comment, err := h.comments.Get(ctx, cmd.CommentID)
	if err != nil {
		return mediator.None{}, err
	}
	if err := h.permits.require(ctx, member, canDelete, typeComment, comment.ID()); err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.removal.comment(ctx, comment)
}
