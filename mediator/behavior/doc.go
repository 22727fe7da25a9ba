// Package behavior holds the behaviours that come with the mediator: what most
// services want to happen around every command and query.
//
//	mediator.AddBehavior(services, behavior.NewTracing)
//	mediator.AddBehavior(services, behavior.NewLogging)
//	mediator.AddBehavior(services, behavior.NewMetrics)
//	mediator.AddBehavior(services, behavior.NewProvenance)
//	mediator.AddBehavior(services, behavior.NewValidation)
//	mediator.AddBehavior(services, behavior.NewAuthorization)
//	mediator.AddBehavior(services, behavior.NewTimeout(10*time.Second))
//	mediator.AddBehavior(services, behavior.NewRetry)
//	mediator.AddBehavior(services, behavior.NewUnitOfWork)
//
// # Order
//
// The order above is the one to start from. What observes stands outermost and
// sees every outcome. Validation stands before all that costs, and authorisation
// after it, so that a policy may look at the values of a request. Retry must stand
// outside of the unit of work: each try is a unit of its own, since what a failed
// one loaded and changed is of no use any more.
//
// # Who may send what
//
// [Authorization] holds the sender of each message to the policy that the message
// declares, and Build fails for one that declares none:
//
//	func (CookOrder) Policy() auth.Policy { return auth.AnyRole("chef", "manager") }
//
// The identity is that of the context, which the edge has put there: the middleware of
// package auth for HTTP and RPC, [auth.AsSystem] for the command line and for jobs.
//
// # What they need
//
// A behaviour takes its collaborators as services. [Tracer], [Meter], [Origin],
// [Validator] and [auth.Auditor] are interfaces of one method; a program registers
// what implements them. One that is missing is a fault of Build, so that a
// validation that was asked for never silently does not happen.
package behavior
