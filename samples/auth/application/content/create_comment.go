package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// CreateComment writes a comment of the member who asks on a post.
type CreateComment struct {
	mediator.Command[CommentDTO]
	PostID      string
	TextContent string
}

// Policy asks for somebody; the handler, for a member.
func (CreateComment) Policy() auth.Policy { return auth.Authenticated() }

// CreateCommentHandler carries out [CreateComment].
type CreateCommentHandler struct {
	membership *Membership
	posts      Posts
	comments   Comments
	permits    *Permits
	newID      NewID
	now        Clock
}

// NewCreateCommentHandler returns the handler.
func NewCreateCommentHandler(membership *Membership, posts Posts, comments Comments, permits *Permits, newID NewID, now Clock) *CreateCommentHandler {
	return &CreateCommentHandler{membership: membership, posts: posts, comments: comments, permits: permits, newID: newID, now: now}
}

// Handle returns the comment.
func (h *CreateCommentHandler) Handle(ctx context.Context, cmd CreateComment) (CommentDTO, error) {
	member, err := h.membership.Current(ctx)
	if err != nil {
		return CommentDTO{}, err
	}
	if _, err := h.posts.Get(ctx, cmd.PostID); err != nil {
		return CommentDTO{}, err
	}
	comment := domain.WriteComment(h.newID(), cmd.PostID, member.ID(), cmd.TextContent, h.now())
	h.permits.announce(ctx, member.ID(), typeComment, comment.ID())
	return CommentDTO(comment.State()), h.comments.Add(ctx, comment)
}
