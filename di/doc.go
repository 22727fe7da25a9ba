// Package di constructs the services of a program: what makes each, how long it
// lives and who gets it.
//
// Constructors are ordinary functions. What they take is what they need, what
// they return is what they make:
//
//	services := di.NewServices()
//	di.AddSingleton[domain.Orders](services, sqlite.NewOrders)
//	di.AddScoped[*Basket](services, NewBasket)
//	di.AddTransient[Mailer](services, NewSMTPMailer, di.Key("bulk"))
//	di.AddValue[Settings](services, settings)
//	di.Decorate[domain.Orders](services, NewCachedOrders)
//
//	container, err := services.Build(ctx)          // every fault of the wiring, at once
//	ctx, scope := container.NewScope(ctx)          // one for each request, message or job
//	basket, err := di.Resolve[*Basket](scope)
//	err = scope.Close(err)
//
// A module is a function that takes *di.Services.
//
// # Lifetimes
//
// A [Singleton] is built once, inside Build. A [Scoped] service is built at most
// once in each [Scope], a [Transient] one for everyone who asks. A scope travels
// in a context.Context and is the same for a request, a message, a job and a
// test; [ScopeOf] finds it. A constructor of a scoped or transient service may
// take the scope's context.Context, or the *di.Scope.
//
// A scoped service that is [Promotable] and needs nothing of a scope is built
// once, like a singleton. Handlers and controllers are registered that way, so
// most requests construct nothing.
//
// # Several of one type
//
// [Key] tells services of one type apart. [Many] registers one of several, which
// are injected as a slice in the order of registration. Parameters that need
// more than a type are fields of a struct that embeds dig.In:
//
//	type Deps struct {
//		dig.In
//		Bulk    Mailer          `name:"bulk"`       // di.Key("bulk")
//		Checks  []health.Check  `group:"health"`    // di.Many(), there may be none
//		Tracer  Tracer          `optional:"true"`   // the zero value when nobody registered it
//	}
//
// A group takes what is registered with Many and its name as key, and where
// nothing is, what is registered with Many and no key. [Provide] registers a
// constructor of several singletons; a dig.Out struct is taken apart. Variadic
// parameters stay empty.
//
// # Faults
//
// [Services.Validate] constructs nothing and reports everything at once, in a
// [*BuildError]: what is missing, with the way that leads to it; circles;
// singletons that would keep something of a scope, also through transients;
// registrations that clash; constructors that do not fit. Registration verbs
// never fail: what is wrong with their arguments is in the same report, with the
// line of the call. Other packages add their faults with [Services.OnValidate].
//
// # Construction
//
// Build has go.uber.org/dig construct the singletons, in the order of their
// dependencies, and never touches it again. Scoped and transient services are
// made over plans compiled in Build: a plan knows its constructor and where each
// argument comes from. Constructors of pointers and interfaces, which most are,
// are called as if directly, the others by reflection.
//
// # Disposal
//
// What the container constructs it disposes of; what [AddValue] brings belongs to
// the caller. A service is disposed of by the first of these methods it has:
//
//	Dispose(ctx context.Context, cause error) error
//	Shutdown(ctx context.Context) error
//	Close(ctx context.Context) error
//	Close() error
//	Close()
//
// [Scope.Close] disposes in reverse order of creation and passes on the error
// that ended the scope; [Container.Close] does the same for the singletons within
// a deadline, and [Container.Report] tells how it went.
//
// # Tests
//
// [Override] and [OverrideValue] replace a service wherever it is registered.
// [InProfile] keeps a set of replacements together. Package ditest builds, closes
// and checks.
package di
