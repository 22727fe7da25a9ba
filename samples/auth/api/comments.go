package api

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
)

// CommentsController reads and writes comments.
type CommentsController struct{ mediator *mediator.Mediator }

// NewCommentsController returns the controller.
func NewCommentsController(m *mediator.Mediator) *CommentsController {
	return &CommentsController{mediator: m}
}

// Routes declares what the controller answers.
func (*CommentsController) Routes(r *mvc.Routes[*CommentsController]) {
	r.Prefix("/comments").Tag("Comments").With(mvc.Authorize(auth.Authenticated()), member(), vouched())
	unknown := mvc.Fails(errs.KindNotFound, "comment_not_found")
	mvc.Post(r, "/", (*CommentsController).Create, elsewhere(), mvc.Created("/comments/{id}"), mvc.Summary("Comment on a post"), mvc.Fails(errs.KindNotFound, "post_not_found"))
	mvc.Get(r, "/", (*CommentsController).List, mvc.Summary("List comments"), mvc.Fails(errs.KindInvalid, "invalid_sort_field"))
	mvc.Get(r, "/{id}", (*CommentsController).Get, mvc.Summary("Get a comment"), unknown)
	mvc.Put(r, "/{id}", (*CommentsController).Update, elsewhere(), mvc.Summary("Replace the text of a comment"), unknown, undecided())
	mvc.Delete(r, "/{id}", (*CommentsController).Delete, elsewhere(), mvc.Summary("Delete a comment"), unknown, undecided())
}

// CommentRequest is what somebody writes about a post.
type CommentRequest struct {
	TextRequest
	PostID string `json:"post_id" validate:"required,uuid"`
}

// CommentsRequest asks for a part of the comments.
type CommentsRequest struct {
	SelectRequest
	PostID string `query:"post_id" validate:"omitempty,uuid"`
}

// Create writes a comment.
func (c *CommentsController) Create(ctx context.Context, in CommentRequest) (content.CommentDTO, error) {
	return mediator.Send(ctx, c.mediator, content.CreateComment{PostID: in.PostID, TextContent: in.TextContent})
}

// List lists comments.
func (c *CommentsController) List(ctx context.Context, in CommentsRequest) (content.List[content.CommentDTO], error) {
	return mediator.Send(ctx, c.mediator, content.ListComments{PostID: in.PostID, Filter: in.filter()})
}

// Get returns a comment.
func (c *CommentsController) Get(ctx context.Context, in ItemRequest) (content.CommentDTO, error) {
	return mediator.Send(ctx, c.mediator, content.GetComment{CommentID: in.ID})
}

// Update replaces a text.
func (c *CommentsController) Update(ctx context.Context, in EditRequest) (content.CommentDTO, error) {
	return mediator.Send(ctx, c.mediator, content.UpdateComment{CommentID: in.ID, TextContent: in.TextContent})
}

// Delete deletes a comment.
func (c *CommentsController) Delete(ctx context.Context, in ItemRequest) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, content.DeleteComment{CommentID: in.ID})
	return mvc.None{}, err
}
