// Package mediator hands commands, queries, events and streams to what handles
// them, through pipelines that are composed once, in Build.
//
// A request is a struct that says what it is and what it is answered with:
//
//	type PlaceOrder struct {
//		mediator.Command[OrderDTO]
//		CustomerName string
//	}
//
//	func (h *PlaceOrderHandler) Handle(ctx context.Context, cmd PlaceOrder) (OrderDTO, error) { … }
//
//	mediator.AddHandler[*PlaceOrderHandler](services, NewPlaceOrderHandler)
//
//	order, err := mediator.Send(ctx, m, PlaceOrder{CustomerName: "Ada"})   // order is an OrderDTO
//
// The type of the answer is part of the request, so a handler that answers with
// something else does not compile, and neither does a caller that expects it. The
// [*Mediator] is a singleton that handlers and controllers take in their
// constructors.
//
// # Requests
//
// Embed [Command] in what changes something, [Query] in what does not, and
// [StreamQuery] in what is answered row by row. Each has exactly one handler: two
// are a fault of Build, and [Require] makes none a fault too.
//
// # Events
//
// An event is any type. [Publish] runs every handler that listens to it, whatever
// the others return, and joins their errors. Handlers run one after the other in
// the order of their registration, except those registered with [Parallel]. A
// handler of an interface hears every event that implements it.
//
// # Streams
//
// [Stream] returns an iter.Seq2. Nothing runs until it is iterated; behaviours
// and the scope of the call surround the whole iteration, also when the consumer
// leaves its loop early.
//
// # Behaviours
//
// A [Behavior] surrounds the handling of messages; package behavior holds the
// usual ones. They run in the order of their registration, the first one
// outermost, for those messages that the options of [AddBehavior] select:
//
//	mediator.AddBehavior(services, behavior.NewLogging, mediator.ForRequests(), mediator.ForEvents())
//	mediator.AddBehavior(services, behavior.NewUnitOfWork)
//	mediator.AddBehavior(services, NewStockCheck, mediator.For[PlaceOrder]())
//
// A [TypedBehavior] sees one type of message with its fields and its answer. A
// [Selective] behaviour chooses its messages itself. [Mediator.Describe] prints
// what every message passes through. A behaviour is a service like any other: one
// that cannot be built stops Build, and nothing ever passes without it.
//
// # Scopes
//
// Handlers and behaviours are scoped services, and those that depend on
// singletons alone are built once. A call joins the scope that its context
// carries. Where there is none, as in a job or on the command line, it opens one
// and closes it with its error; calls nested in it join that one. Where every
// handler and behaviour was built once, no scope is opened, since nobody could
// tell.
//
// # Errors and panics
//
// The error of a handler reaches the caller as it is. A panic is not recovered,
// which is for the edge to do that knows how to answer; scopes are closed on its
// way.
//
// # What it costs
//
// A Send without behaviours is a map lookup and a call, without an allocation. A
// behaviour adds a call. The request is put into an interface for a behaviour that
// asks for it with [Call.Request], and for no other. To afford that, a [Call] is
// used again when it is over; [Call.Keep] prevents it.
package mediator
