// Package rpc serves gRPC beside HTTP: services that are described by Protocol Buffers, on a
// port of their own, in the same process, container and pipeline. Clients speak gRPC,
// gRPC-Web or the Connect protocol, which is JSON over HTTP for those who ask with curl.
//
//	// Posts is what protoc-gen-connect-go (with "simple=true") made an interface of.
//	type Posts struct{ mediator *mediator.Mediator }
//
//	func (p *Posts) Create(ctx context.Context, in *postv1.CreateRequest) (*postv1.CreateResponse, error) {
//		id, err := mediator.Send(ctx, p.mediator, application.CreatePost{Text: in.TextContent})
//		return &postv1.CreateResponse{Id: id}, err
//	}
//
//	rpc.AddService(builder, postv1connect.NewPostV1Handler, NewPosts)
//
// The call reads: serve what NewPostV1Handler makes of what NewPosts constructs. NewPosts is
// a constructor as any other; that what it needs is there is checked by Build.
//
// # A call
//
// Each call has a scope of the container, as an HTTP request does: [di.ScopeOf] finds it, and
// handlers behind the mediator are resolved in it. The service itself is a singleton. The
// deadline of the caller is that of the context. Request, correlation and trace ids are taken
// from the metadata, under the names they have as headers, and go into every log line. One line
// a call is logged, "rpc", with its procedure, protocol, code and duration. A panic is an
// internal error of the one call.
//
// Who calls is found out by the services registered as [auth.Authenticator], as for HTTP. The
// context of a stream ends when the identity of its caller does, and a method that returns an
// error then is UNAUTHENTICATED. What else HTTP requests pass may serve calls too:
//
//	hosting.AddMiddleware(builder, meter)
//	rpc.AddMiddleware(builder, meter)
//
// # Errors
//
// Methods return the errors that handlers return. [CodeOf] is the one table from kinds to
// codes. What HTTP clients read in a problem document travels as details that every gRPC
// client knows: the code as google.rpc.ErrorInfo, whose domain is the name of the service and
// whose metadata has the kind and the trace id; single faults of the input as
// google.rpc.BadRequest, and when to come back as google.rpc.RetryInfo. An error that
// nobody classified is internal, and masked. A *connect.Error that a method or an interceptor
// makes goes out as it is, unless it is one of those that clients make when another service
// fails them (unknown, internal, unavailable, canceled, deadline exceeded) or it came from
// there: those are masked too. [ErrorOf] is the way back, for programs that call.
//
// # Health and reflection
//
// The service grpc.health.v1.Health answers by the checks of the host, for the whole ("") and for each
// service by its name: probes of Kubernetes and load balancers ask it. Its Watch is
// not implemented, which clients take for healthy; a health service that is added with
// [AddService] takes its place. Server reflection lets tools such as
// grpcurl find out what is served; [Settings].Reflection turns it off.
//
// # Browsers
//
// Pages call by gRPC-Web or Connect, without a proxy; those of other origins need [CORS].
//
// # Draining
//
// When the host stops, calls have the drain timeout to end, on this listener and the main one
// together. A stream that would go on for ever ends when [Draining] says so. What is left at
// the end of that time is cut off as UNAVAILABLE, which clients try again elsewhere.
//
// # What it is not for
//
// Programs that do little but call each other get two to three times as many calls from
// google.golang.org/grpc; see docs/decisions/0012-connect.md.
package rpc
