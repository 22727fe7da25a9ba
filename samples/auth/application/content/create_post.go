package content

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// CreatePost writes a post of the member who asks.
type CreatePost struct {
	mediator.Command[PostDTO]
	TextContent string `json:"text_content" validate:"required,max=10000"`
}

// Policy asks for somebody; the handler, for a member.
func (CreatePost) Policy() auth.Policy { return auth.Authenticated() }

// CreatePostHandler carries out [CreatePost].
type CreatePostHandler struct {
	membership *Membership
	posts      Posts
	permits    *Permits
	newID      NewID
	now        Clock
}

// NewCreatePostHandler returns the handler.
func NewCreatePostHandler(membership *Membership, posts Posts, permits *Permits, newID NewID, now Clock) *CreatePostHandler {
	return &CreatePostHandler{membership: membership, posts: posts, permits: permits, newID: newID, now: now}
}

// Handle returns the post.
func (h *CreatePostHandler) Handle(ctx context.Context, cmd CreatePost) (PostDTO, error) {
	member, err := h.membership.Current(ctx)
	if err != nil {
		return PostDTO{}, err
	}
	post := domain.WritePost(h.newID(), member.ID(), cmd.TextContent, h.now())
	h.permits.announce(ctx, member.ID(), typePost, post.ID())
	return PostDTO(post.State()), h.posts.Add(ctx, post)
}
