// Package rpc speaks gRPC for the auth service: what other services do with posts, by the same
// use cases as HTTP and with the same faults. See postv1/post_v1.proto.
package rpc

//go:generate go run -C ../../../internal/tools ./protogen -C ../../samples/auth/rpc/postv1 post_v1.proto go connect-go:simple

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/rpc/postv1"
	"github.com/neuroglia-go/neuroglia/samples/auth/rpc/postv1/postv1connect"
)

// Posts is the service PostV1.
type Posts struct{ mediator *mediator.Mediator }

var _ postv1connect.PostV1Handler = (*Posts)(nil)

// NewPosts returns the service.
func NewPosts(m *mediator.Mediator) *Posts { return &Posts{mediator: m} }

// Create writes a post of the member whose token the call carries. A request that names another
// owner is refused, and not only left unheard: its sender believes that it may do that.
func (p *Posts) Create(ctx context.Context, in *postv1.CreatePostRequest) (*postv1.CreatePostResponse, error) {
	if err := allowOwner(ctx, in.GetOwnerId()); err != nil {
		return nil, err
	}
	post, err := mediator.Send(ctx, p.mediator, content.CreatePost{TextContent: in.GetTextContent()})
	return &postv1.CreatePostResponse{Id: post.ID}, err
}

// GetById returns a post.
func (p *Posts) GetById(ctx context.Context, in *postv1.GetPostByIdRequest) (*postv1.GetPostByIdResponse, error) {
	post, err := mediator.Send(ctx, p.mediator, content.GetPost{PostID: in.GetId()})
	return &postv1.GetPostByIdResponse{
		Id: post.ID, TextContent: post.TextContent,
		CreatedAt: post.CreatedAt.Format(time.RFC3339Nano), UpdatedAt: post.UpdatedAt.Format(time.RFC3339Nano),
	}, err
}

// allowOwner refuses an owner who is not who calls.
func allowOwner(ctx context.Context, ownerID string) error {
	if ownerID == "" {
		return nil
	}
	who, err := auth.FromContext(ctx)
	if err == nil && who.Subject != ownerID {
		return errs.Forbidden(auth.CodeForbidden, "a post is that of who writes it; leave owner_id out")
	}
	return err
}
