// Package hosting puts an application together from its parts, runs it, and ends
// it in order.
//
//	func main() {
//		builder := hosting.NewWebApplicationBuilder("pizzeria")
//		settings := hosting.AddSettings[Settings](builder)
//		application.Module(builder.Services)
//		integration.Module(builder.Services, settings)
//		builder.AddSubApp(hosting.SubApp{Path: "/api", Controllers: api.Controllers(), Docs: true})
//		os.Exit(builder.Main(context.Background()))
//	}
//
// # Everything that is wrong, at once
//
// [WebApplicationBuilder.Build] checks settings, services, handlers and routes and
// reports every fault in one list, each with what would mend it. It constructs
// nothing, so the commands that only look (validate, routes, graph, openapi,
// config) work on a laptop without a database.
//
// # One binary, many commands
//
// [App.Main] understands these, and those of [WebApplicationBuilder.AddCommand]:
//
//	serve      serve until a signal says stop; also without a command
//	validate   check settings and wiring; exit 1 with the report when faulty
//	routes     list the routes
//	graph      show which service needs which: --format text, dot or mermaid
//	config     show the settings, redacted, and where each comes from; config export writes
//	           those that were given as an .env file, without secrets
//	openapi    print the document: --format yaml or json, --app name
//	migrate    bring stores to what this version needs, see [AddMigration]
//	version    show what was built
//
// The exit code of a failure comes from one table, see [ExitCode].
//
// # Profiles
//
// PIZZERIA_PROFILE, or NEUROGLIA_PROFILE for all services, is development, test or
// production. Production is the default, so that nothing lax comes from a
// variable that somebody forgot; --profile development suits a laptop. Registrations
// with di.InProfile of that name count. In development a .env file is read, logs
// are text, and the start tells where everything is in words.
//
// # From start to stop
//
// Run constructs the container, starts the services of [AddService] in order,
// each after the one before is ready, then listens. SIGINT or SIGTERM begins the
// end: readiness goes off; for a moment requests are still accepted, and
// answers ask clients to use another connection; the listener closes and requests
// that run are finished; services stop in reverse; the container is closed. Each step
// has a deadline ([Settings]), is logged, and is tried whatever happened to
// the one before; all errors are returned joined. A second signal ends all
// waiting.
//
// Event streams, which have no end of their own, end when draining begins;
// their clients resume elsewhere. Other requests whose deadline passes see their
// context end first and lose their connection a second later.
//
// # One binary, many processes
//
// A service registered with [InRole] runs in processes of that role only, and the main
// listener is part of the role web. PIZZERIA_ROLES, or --role, says which roles a
// process has: web for some replicas, worker for others, all of them by
// default, on a laptop.
//
// # Further listeners
//
// [WebApplicationBuilder.AddListener] adds a server with a port and protocols of its own to
// the same process: package hosting/rpc serves gRPC so. Listeners are drained together, and one
// that fails stops the application.
//
// # What every request gets
//
// A request id, a correlation id and a W3C trace (hosting/correlation), which are
// in all its log lines and in problem documents; one line in the request log with its
// route, status and duration; recovery from panics; and headers that keep browsers
// careful: no sniffing, no frames, nothing to load from an answer that is data, HTTPS only
// once it was HTTPS. What a handler sets itself stays.
//
// # Who asks
//
// The services registered as [auth.Authenticator] are asked in their order who sent a
// request, inside of the middleware of [WebApplicationBuilder.Use]. What routes and requests
// need of them is declared there; decisions go to [WebApplicationBuilder.Auditor].
// Commands and jobs ask as nobody, until they say that the program itself asks: see
// [auth.AsSystem].
//
// # The two listeners
//
// The main one listens on PORT of HOST. It answers /health/live and
// /health/ready too, without the reasons of failures, unless PIZZERIA_HEALTH_PUBLIC is
// false. The admin listener is off until PIZZERIA_ADMIN_PORT is set and then listens
// on 127.0.0.1: health in full, /version, /routes, /graph, GET and PUT
// /log/level, and /debug/pprof/ when PIZZERIA_ADMIN_PPROF says so.
package hosting
