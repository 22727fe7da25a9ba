package api

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
)

// PostsController reads and writes posts.
type PostsController struct{ mediator *mediator.Mediator }

// NewPostsController returns the controller.
func NewPostsController(m *mediator.Mediator) *PostsController { return &PostsController{mediator: m} }

// Routes declares what the controller answers.
func (*PostsController) Routes(r *mvc.Routes[*PostsController]) {
	r.Prefix("/posts").Tag("Posts").With(mvc.Authorize(auth.Authenticated()), member(), vouched())
	unknown := mvc.Fails(errs.KindNotFound, "post_not_found")
	mvc.Post(r, "/", (*PostsController).Create, elsewhere(), mvc.Created("/posts/{id}"), mvc.Summary("Write a post"))
	mvc.Get(r, "/", (*PostsController).List, mvc.Summary("List posts"), mvc.Fails(errs.KindInvalid, "invalid_sort_field"))
	mvc.Get(r, "/{id}", (*PostsController).Get, mvc.Summary("Get a post"), unknown)
	mvc.Put(r, "/{id}", (*PostsController).Update, elsewhere(), mvc.Summary("Replace the text of a post"), unknown, undecided())
	mvc.Delete(r, "/{id}", (*PostsController).Delete, elsewhere(), mvc.Summary("Delete a post and all comments on it"), unknown, undecided())
}

// TextRequest is what somebody writes.
type TextRequest struct {
	TextContent string `json:"text_content" validate:"required,min=1,max=10000" example:"Hello."`
}

// ItemRequest names what is asked for.
type ItemRequest struct {
	ID string `path:"id" validate:"uuid"`
}

// EditRequest replaces a text.
type EditRequest struct {
	ItemRequest
	TextRequest
}

// SelectRequest asks for a part of a list.
type SelectRequest struct {
	Limit     int          `query:"limit" default:"100" validate:"min=1,max=100"`
	Offset    int          `query:"offset" default:"0" validate:"min=0,max=1000000000"`
	SortField string       `query:"sort_field" default:"updated_at" doc:"One of updated_at and created_at."`
	SortOrder SortingOrder `query:"sort_order" default:"desc"`
	FromDate  *time.Time   `query:"from_date" doc:"The earliest time of the last change."`
	ToDate    *time.Time   `query:"to_date" doc:"The latest time of the last change."`
	OwnerID   string       `query:"owner_id" validate:"omitempty,max=256"`
}

func (in SelectRequest) filter() content.Filter {
	f := content.Filter{
		OwnerID: in.OwnerID, SortBy: in.SortField, Descending: in.SortOrder.descending(), Limit: in.Limit, Offset: in.Offset,
	}
	if in.FromDate != nil {
		f.From = *in.FromDate
	}
	if in.ToDate != nil {
		f.To = *in.ToDate
	}
	return f
}

// Create writes a post.
func (c *PostsController) Create(ctx context.Context, in TextRequest) (content.PostDTO, error) {
	return mediator.Send(ctx, c.mediator, content.CreatePost{TextContent: in.TextContent})
}

// List lists posts.
func (c *PostsController) List(ctx context.Context, in SelectRequest) (content.List[content.PostDTO], error) {
	return mediator.Send(ctx, c.mediator, content.ListPosts{Filter: in.filter()})
}

// Get returns a post.
func (c *PostsController) Get(ctx context.Context, in ItemRequest) (content.PostDTO, error) {
	return mediator.Send(ctx, c.mediator, content.GetPost{PostID: in.ID})
}

// Update replaces a text.
func (c *PostsController) Update(ctx context.Context, in EditRequest) (content.PostDTO, error) {
	return mediator.Send(ctx, c.mediator, content.UpdatePost{PostID: in.ID, TextContent: in.TextContent})
}

// Delete deletes a post.
func (c *PostsController) Delete(ctx context.Context, in ItemRequest) (mvc.None, error) {
	_, err := mediator.Send(ctx, c.mediator, content.DeletePost{PostID: in.ID})
	return mvc.None{}, err
}
