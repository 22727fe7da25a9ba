package mvc

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
)

// Routes collects the routes of one controller of type C. It is made by the
// framework and handed to the controller's Routes method; what its methods say
// holds for all routes of the controller, in whatever order it is said.
type Routes[C any] struct {
	prefix      string
	tags        []string
	middlewares []Middleware
	options     []RouteOption
	routes      []*route
}

// Middleware wraps a handler in another. The standard func type is used so that
// any middleware for net/http fits.
type Middleware = func(http.Handler) http.Handler

// Prefix puts a path before the patterns of all routes.
func (r *Routes[C]) Prefix(path string) *Routes[C] {
	r.prefix = path
	return r
}

// Tag groups the routes in the documentation.
func (r *Routes[C]) Tag(names ...string) *Routes[C] {
	r.tags = append(r.tags, names...)
	return r
}

// Use wraps all routes of the controller, the first middleware outermost, inside
// the middleware of the [App] and outside that of the single routes.
func (r *Routes[C]) Use(middlewares ...Middleware) *Routes[C] {
	r.middlewares = append(r.middlewares, middlewares...)
	return r
}

// With gives options to all routes of the controller; those of a route come after.
func (r *Routes[C]) With(options ...RouteOption) *Routes[C] {
	r.options = append(r.options, options...)
	return r
}

// Get declares a route that reads. It answers HEAD too.
//
// The action is a method expression, (*OrdersController).Get, whose input struct
// and result are bound, validated and described by their types; see the package
// documentation. The pattern is appended to the controller's prefix.
func Get[C, I, O any](r *Routes[C], pattern string, action func(C, context.Context, I) (O, error), opts ...RouteOption) {
	declare(r, http.MethodGet, pattern, action, opts)
}

// Post declares a route that creates or acts; see [Get].
func Post[C, I, O any](r *Routes[C], pattern string, action func(C, context.Context, I) (O, error), opts ...RouteOption) {
	declare(r, http.MethodPost, pattern, action, opts)
}

// Put declares a route that replaces, idempotently; see [Get].
func Put[C, I, O any](r *Routes[C], pattern string, action func(C, context.Context, I) (O, error), opts ...RouteOption) {
	declare(r, http.MethodPut, pattern, action, opts)
}

// Patch declares a route that changes a part; see [Get] and [Optional].
func Patch[C, I, O any](r *Routes[C], pattern string, action func(C, context.Context, I) (O, error), opts ...RouteOption) {
	declare(r, http.MethodPatch, pattern, action, opts)
}

// Delete declares a route that removes; see [Get].
func Delete[C, I, O any](r *Routes[C], pattern string, action func(C, context.Context, I) (O, error), opts ...RouteOption) {
	declare(r, http.MethodDelete, pattern, action, opts)
}

// Handle declares a route with any method, given before the pattern as in
// net/http: "QUERY /search".
func Handle[C, I, O any](r *Routes[C], pattern string, action func(C, context.Context, I) (O, error), opts ...RouteOption) {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		method, path = "", pattern
	}
	declare(r, method, strings.TrimSpace(path), action, opts)
}

// declare is where the types end: from here on a route is data and two closures.
func declare[C, I, O any](r *Routes[C], method, pattern string, action func(C, context.Context, I) (O, error), opts []RouteOption) {
	r.routes = append(r.routes, &route{
		method:   method,
		pattern:  pattern,
		options:  opts,
		function: reflect.ValueOf(action),
		input:    reflect.TypeFor[I](),
		output:   reflect.TypeFor[O](),
		newInput: func() any { return new(I) },
		resolve: func(c *di.Container) (invoker, error) {
			return resolve(c, action)
		},
		at: callSite(),
	})
}

// invoker calls an action: in is a *I, the answer a *O.
type invoker func(ctx context.Context, scope *di.Scope, in any) (out any, err error)

// resolve binds the action to the controller in the container. A controller that
// lives as long as the container is taken out once.
func resolve[C, I, O any](c *di.Container, action func(C, context.Context, I) (O, error)) (invoker, error) {
	ref, err := di.RefOf[C](c)
	if err != nil {
		return nil, err
	}
	if controller, ok := ref.Promoted(); ok {
		return func(ctx context.Context, _ *di.Scope, in any) (any, error) {
			out, err := action(controller, ctx, *in.(*I))
			return &out, err
		}, nil
	}
	return func(ctx context.Context, scope *di.Scope, in any) (any, error) {
		controller, err := ref.Get(scope)
		if err != nil {
			return nil, err
		}
		out, err := action(controller, ctx, *in.(*I))
		return &out, err
	}, nil
}
