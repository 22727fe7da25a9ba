package content

import (
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// Module registers the use cases and the subscription that keeps the authorizer informed. They
// need [Members], [AllNews], [Posts], [Comments], an [Issuer], a rebac.Authorizer, a [NewID] and a [Clock] from
// elsewhere.
func Module(services *di.Services) {
	di.AddSingleton[*Membership](services, NewMembership)
	di.AddSingleton[*Permits](services, NewPermits)
	di.AddSingleton[*Removal](services, NewRemoval)

	mediator.AddHandler[*CreatePostHandler](services, NewCreatePostHandler)
	mediator.AddHandler[*GetPostHandler](services, NewGetPostHandler)
	mediator.AddHandler[*ListPostsHandler](services, NewListPostsHandler)
	mediator.AddHandler[*UpdatePostHandler](services, NewUpdatePostHandler, contended())
	mediator.AddHandler[*DeletePostHandler](services, NewDeletePostHandler, contended())

	mediator.AddHandler[*CreateCommentHandler](services, NewCreateCommentHandler)
	mediator.AddHandler[*GetCommentHandler](services, NewGetCommentHandler)
	mediator.AddHandler[*ListCommentsHandler](services, NewListCommentsHandler)
	mediator.AddHandler[*UpdateCommentHandler](services, NewUpdateCommentHandler, contended())
	mediator.AddHandler[*DeleteCommentHandler](services, NewDeleteCommentHandler, contended())

	mediator.AddHandler[*SyncMemberHandler](services, NewSyncMemberHandler, contended("duplicate"))
	mediator.AddHandler[*SetSuperAdminHandler](services, NewSetSuperAdminHandler)

	// Detached, because what it writes is elsewhere: at least once, which is enough for what
	// is the same when it is said again.
	eventing.Subscribe(services, eventing.Config{Name: "relations", Categories: []string{"member", "post", "comment"}, Detached: true}, NewRelations,
		eventing.On((*Relations).Joined),
		eventing.On((*Relations).Left),
		eventing.On((*Relations).PostWritten),
		eventing.On((*Relations).PostDeleted),
		eventing.On((*Relations).CommentWritten),
		eventing.On((*Relations).CommentDeleted),
	)
}

// contended is for commands that meet others at the same post, comment or member: who comes
// second is tried again and finds what the first one has stored.
func contended(conflicts ...string) mediator.HandlerOption {
	return behavior.WithRetry(behavior.RetryPolicy{Attempts: 10, Max: 100 * time.Millisecond, Conflicts: conflicts})
}
