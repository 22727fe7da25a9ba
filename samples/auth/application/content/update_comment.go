package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// UpdateComment replaces the text of a comment.
type UpdateComment struct {
	mediator.Command[CommentDTO]
	CommentID   string
	TextContent string
}

// Policy asks for somebody; the handler, for a member who can_update the comment.
func (UpdateComment) Policy() auth.Policy { return auth.Authenticated() }

// UpdateCommentHandler carries out [UpdateComment].
type UpdateCommentHandler struct {
	membership *Membership
	comments   Comments
	permits    *Permits
	now        Clock
}

// NewUpdateCommentHandler returns the handler.
func NewUpdateCommentHandler(membership *Membership, comments Comments, permits *Permits, now Clock) *UpdateCommentHandler {
	return &UpdateCommentHandler{membership: membership, comments: comments, permits: permits, now: now}
}

// Handle returns the comment. The same text changes nothing.
func (h *UpdateCommentHandler) Handle(ctx context.Context, cmd UpdateComment) (CommentDTO, error) {
	member, err := h.membership.Current(ctx)
	if err != nil {
		return CommentDTO{}, err
	}
	comment, err := h.comments.Get(ctx, cmd.CommentID)
	if err != nil {
		return CommentDTO{}, err
	}
	if err := h.permits.require(ctx, member, canUpdate, typeComment, comment.ID()); err != nil {
		return CommentDTO{}, err
	}
	if comment.Edit(cmd.TextContent, h.now()) {
		err = h.comments.Update(ctx, comment)
	}
	return CommentDTO(comment.State()), err
}
