// Package mvc serves controllers over HTTP: typed from the request to the answer,
// checked when the application is built, described in OpenAPI from the same types.
//
//	type OrdersController struct{ orders *Orders }
//
//	func (*OrdersController) Routes(r *mvc.Routes[*OrdersController]) {
//		r.Prefix("/orders").Tag("Orders")
//		mvc.Post(r, "/", (*OrdersController).Place, mvc.Created("/orders/{id}"), mvc.Summary("Place an order"))
//		mvc.Get(r, "/{id}", (*OrdersController).Get, mvc.Fails(errs.KindNotFound, "order_not_found"))
//	}
//
//	func (c *OrdersController) Place(ctx context.Context, in PlaceOrder) (Order, error) { … }
//	func (c *OrdersController) Get(ctx context.Context, in GetOrder) (Order, error) { … }
//
//	app := mvc.NewApp(mvc.Config{Title: "Pizzeria", Prefix: "/api"},
//		mvc.Controller[*OrdersController](NewOrdersController))
//	app.Register(services)
//	container, err := services.Build(ctx)        // every fault of every route, at once
//	http.ListenAndServe(":8080", app.Handler())
//
// # Actions
//
// An action is a method of a controller, given as a method expression. Nothing is
// scanned by reflection, so the compiler checks it and the linker keeps only what
// is used. The controller comes from the request's [di.Scope], and is built once
// for all requests when everything it needs is.
//
// Patterns are paths with {parameters}, or {parameters:regexp}; a literal segment wins
// over a parameter. Paths match exactly: /orders/ is not /orders. A GET answers HEAD
// too, and OPTIONS is answered everywhere.
//
// # Inputs
//
// The input is one struct. A tag says where a field comes from; all other exported
// fields are the JSON body:
//
//	type ChangeOrder struct {
//		ID      string               `path:"id"`
//		DryRun  bool                 `query:"dry_run"`
//		Tags    []string             `query:"tag"`            // ?tag=a&tag=b; query:"tag,comma" takes a,b
//		Seen    mvc.IfMatch          `header:"If-Match"`
//		Session string               `cookie:"session"`
//		Notes   mvc.Optional[string] `json:"notes"`           // absent, null or a value
//		Size    string               `json:"size" validate:"required,oneof=small large" default:"small"`
//	}
//
// A form has fields tagged form and file (see [Upload]) in place of a body, and
// body:"raw" takes the bytes as they are. An input that is a slice or a map is the
// body as a whole. Embedded structs are flattened, so that [PageRequest] and your own
// parts can be shared. Text becomes strings, bools, numbers, times (RFC 3339),
// durations ("1m30s"), everything with UnmarshalText, and pointers to and slices of
// these; empty text counts as absent except for strings. What is absent keeps its
// default tag, or is zero.
//
// Rules stand in the validate tag, see package validation. A type that lists its
// values in a method Values is checked without one, and the rules of an [Optional]
// are those of its value. [App.Warnings] tells of rules that may not be meant so.
//
// A body never reaches a field that is bound from elsewhere: what a client may
// not write into the path it cannot write into the body.
//
// # Refusals
//
// Whatever goes wrong is answered with a [Problem] (RFC 9457). All faults of a
// request, values that cannot be read and rules that are broken alike, come in one
// 422 validation_failed with a JSON pointer each:
//
//	400 malformed_body           the body is no JSON; the detail says where
//	404 route_not_found          405 method_not_allowed, with Allow
//	406 not_acceptable           413 body_too_large
//	415 unsupported_media_type   422 validation_failed
//
// Members of the body that no field is named for are refused too, as faults with
// the code unknown_field, so that a misspelt optional member is noticed;
// [UnknownFields] and [Limits] change that. An error of an action becomes a problem
// by its [errs.Kind], see [StatusOf]; an error nobody classified, and a panic, is
// masked and logged.
//
// # Who may call
//
// [Authorize] holds callers to a policy of package auth, for one route or, given to
// [Routes.With], for all of a controller; [Anonymous] opens one again. Who is not signed in
// gets 401 not_authenticated with a WWW-Authenticate header, who may not 403 forbidden,
// both before the body is read. An input that is [auth.Protected] is held to its own
// policy: 401 before it is read, 403 once it is. [Config.Policy] is for routes that say
// nothing. The document shows what each route needs, and by which scheme one signs in.
//
// # Answers
//
// The result is sent as JSON, or through another [Encoder] when the client prefers
// one: [CSV] for lists, whose text no spreadsheet takes for a formula, and [XML] are at hand. The result's type and the options
// decide on the rest:
//
//   - [Created], [Accepted] and [Redirect] send a Location made of the result's fields
//   - [None], or any struct without fields, is 204
//   - [Page], or any [Paged], has links to its neighbours
//   - a [Tagged] result has an ETag, and a GET is answered with 304 when the client has it
//   - a [StatusChooser] chooses its status
//   - [File] serves ranges and conditions, [Stream] and [Lines] send while they make
//   - [SSE] sends events from an iterator, with ids to resume from and a heartbeat;
//     [Detached] lets very many clients hold such a stream open
//   - [Redirection] sends the client elsewhere
//
// # The document
//
// [App.OpenAPI] describes the routes: parameters and bodies with their rules, each
// answer, and each refusal the framework can give; [Fails] and [Responds] add what
// only the action knows. Package mvctest holds tests to it, package docsui shows it.
//
// # Middleware
//
// Any func(http.Handler) http.Handler is middleware: for all routes in
// [Config.Middlewares], for those of a controller with [Routes.Use], for one with
// [Use]. [Mount] serves a plain http.Handler beside the controllers. Logs and metrics
// that only want to know which route answers take [Config.Routed] and cost nothing.
//
// # What it costs
//
// Everything is compiled when the application is built. A request runs over plans
// and typed closures, without reflection calls; BenchmarkHandWritten compares it with
// the same API written by hand on chi, encoding/json and validator. Programs that
// care for their size build with the tag validator_novalidatefn, see package
// validation.
package mvc
