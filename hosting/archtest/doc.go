// Package archtest holds a service to its architecture in a test.
//
//	func TestArchitecture(t *testing.T) {
//		archtest.Hold(t, ".", archtest.Service{}.Rules())
//	}
//
// beside the composition of a service is all that the usual layout needs: domain,
// application, integration, api and cli below the folder, the composition in the
// folder itself and in cmd. Each breach is an error of the test that says where it
// is and what to do:
//
//	layers: api/orders.go:5: api imports integration; the api and the integration meet in the composition only
//
// The production files are parsed and type-checked by the standard library, with
// what the go command knows of the packages that they import. Comments, names that
// look alike and files of tests are therefore no breaches; code behind build tags of
// another platform is not seen.
//
// # Rules
//
// A [Service] whose parts have other names says so in its fields. The rules that it
// returns are values, so that some can be left out and others added:
//
//   - layers: [Layers] has domain before application before integration, api and cli,
//     which do not import each other, before the composition. Every package is part
//     of one.
//   - contexts: [Contexts] has domain/orders and application/orders know nothing of
//     domain/stock and application/stock but the package contract.
//   - domain-imports, application-imports, api-imports: [Imports] lists what may come
//     from outside the service. The domain gets a short list of pure packages, the
//     application the contracts of the framework, an edge what it needs to send
//     messages.
//   - no-clock: [NoClock], in domain and application.
//   - no-sql: [NoSQL], drivers and statements are for the integration.
//   - no-locator: [NoLocator], only main, the composition and commands of the operator
//     ask the container.
//   - no-state: [NoState], neither init nor variables that change in domain and
//     application.
//   - no-transport: [NoTransport], requests and messages of protocols end at the edge.
//   - no-test-support: [NoTestSupport], fakes are for tests.
//
// A rule of your own is a [Rule] with a function over [Code].
//
// # Exceptions
//
// What is right although a rule says otherwise is listed with the reason, see
// [Except]. An exception that is not needed fails the test as a breach does.
//
// # What is not checked
//
// Some rules that layered services are known by are left out, because something
// better holds them here, or because imports and types cannot tell:
//
//   - That commands do not import queries: here a use case is a file, and those of a
//     context are one package. Where they are packages, a [Law] or [Layers] keeps them
//     apart.
//   - That handlers of queries change nothing: a repository reads and writes, and which
//     of it a handler does is not seen in its imports. Nor is that a GET route sends
//     a query.
//   - That an edge reaches use cases by messages only: api-imports leaves it no store
//     to reach past them, but functions and types of the application are open to it.
//   - That ports belong to the inner layer: application-imports leaves no other place
//     where the type of a parameter could come from. The same holds for errors that
//     wrap those of a driver.
//   - That interfaces of services shared by contexts stand apart from what implements
//     them: ports stand with the application that needs them, the rest is integration.
//   - That each command has one handler, and each port something that stands behind
//     it: the container refuses to be built without, in every profile.
//   - That secrets print nothing: auth.Secret does that in every format.
//
// # The law of a module
//
// A library has no layers to go by. A [Law] is a table with a row for each package:
// which packages of the module it may import, which foreign modules, and which of the
// standard library when that is limited. [Law.Check] compares the table with what
// [Load] finds and returns every breach: an import that is not in the row, a package
// without a row, a row without a package, test support that production code imports.
//
//	packages, err := archtest.Load(ctx, root)
//	breaches := archtest.Law{Module: "example.com/shop", Rows: rows}.Check(packages)
//
// Packages are listed one by one. A pattern such as data/* would also allow one
// adapter to import its sibling.
package archtest
