// Package ingest takes events from other services, as CloudEvents, and has each of them
// handled once.
//
//	ingest.Register(services, ingest.Config{})
//	ingest.Subscribe(services, NewOrders,
//		ingest.On("com.partner.order.placed.v1", (*Orders).Placed),
//		ingest.On("com.partner.order.dropped.v1", (*Orders).Dropped),
//	)
//	hosting.AddService[*ingest.Runner](services, ingest.NewRunner) // consumes a transport
//
// # Once
//
// Whoever sends events sends some of them twice: an answer gets lost, a broker delivers
// again what was not acknowledged in time. Source and id tell. The consumer runs in a unit
// of work that writes them down beside what the consumer writes, in one commit: both are
// stored or neither is. So it does not matter at which moment somebody crashes, nor how many
// replicas receive the same event at the same time; one of them commits, and the others find
// that it is done. What happens outside of the store, such as a mail, is not covered: have a
// subscription do that, from an event that the consumer records.
//
// The answer, or the acknowledgement, is given after the commit and not before.
//
// It is remembered for [Config].Retention; [Ingest.Clean] forgets what is older.
//
// # Over HTTP
//
// A controller hands the body on, and so the endpoint is in the OpenAPI document with all
// others:
//
//	routes.Post("/events", (*Events).Receive, mvc.Use(ingest.Headers), mvc.NoContent())
//	…
//	type ReceiveEvents struct {
//		Body []byte `body:"raw"`
//	}
//
//	func (e *Events) Receive(ctx context.Context, in ReceiveEvents) error { return e.ingest.Receive(ctx, in.Body) }
//
// Binary, structured and batch mode are read. The events of a batch stand for themselves:
// each is handled or not, and the problem document of [Ingest.Take] names those that were
// not. Where requests are signed, package webhook has a receiver that checks them; it is a
// transport, which a [Runner] consumes.
//
// # From a transport
//
// An event that can never be handled, since its data is not what its type promises or nobody
// knows its type, is put aside by the transport at once. Everything else is tried again
// while the later events of its key wait.
//
// # Types
//
// The data is read into the Go type that the method of the route takes, strictly where JSON
// is concerned, leniently where members are new, and validated by [Config].Validate or by a
// method Validate() error of its own. For types that nobody listens to there is a [Policy].
//
// [Log] has events appended to the log of the program instead, in the same unit of work;
// there any number of subscriptions can listen to them, and their types are registered in the
// eventstore.Registry like those of the program itself.
//
// # Where it came from
//
// What a consumer records has the id of the event as its cause, and its correlation and
// trace; the metadata of records has all of it. [EventOf] returns the event.
//
// # What it is not for
//
// To check who sends: see package webhook for signatures, and the settings of a broker for
// its users. Whoever can send may claim any source.
package ingest
