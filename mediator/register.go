package mediator

import (
	"context"
	"fmt"
	"reflect"

	"github.com/neuroglia-go/neuroglia/di"
)

// Register makes the [*Mediator] a singleton of the services. It may be called
// any number of times, and every Add function of this package does so.
func Register(services *di.Services) { registryOf(services) }

// AddHandler registers the handler H of one command or query. H is named, the
// types of the request and of its answer follow from its Handle method, and a
// method that answers with another type than the request declares does not
// compile. The constructor is as for [di.AddScoped]; a handler that depends on
// singletons only is built once, in Build.
func AddHandler[H Handler[Q, R], Q Request[R], R any](services *di.Services, constructor any, opts ...HandlerOption) {
	r := registryOf(services)
	h := newHandlerEntry[H, Q, R](r, opts)
	h.bind = func(c *di.Container) (bound, error) {
		source, err := sourceOf(c, h.key, func(handler H) Handler[Q, R] { return handler })
		p := &pipeline[Q, R]{info: h.info, handler: source}
		return bound{p, source.shared, func(s scopes, l []layer) error { p.scopes = s; return p.compile(l) }}, err
	}
	addService[H](services, constructor, h)
	r.handlers = append(r.handlers, h)
}

// AddStreamHandler registers the handler H of one stream query, as [AddHandler]
// does for others.
func AddStreamHandler[H StreamHandler[Q, R], Q StreamRequest[R], R any](services *di.Services, constructor any, opts ...HandlerOption) {
	r := registryOf(services)
	h := newHandlerEntry[H, Q, None](r, opts)
	h.info.Result = reflect.TypeFor[R]()
	h.bind = func(c *di.Container) (bound, error) {
		source, err := sourceOf(c, h.key, func(handler H) StreamHandler[Q, R] { return handler })
		p := &streamPipeline[Q, R]{info: h.info, handler: source}
		return bound{p, source.shared, func(s scopes, l []layer) error { p.scopes = s; return p.compile(l) }}, err
	}
	addService[H](services, constructor, h)
	r.handlers = append(r.handlers, h)
}

// AddEventHandler registers a handler H of events; any number of handlers may
// listen to one event. The type of the event follows from H's Handle method.
// Where that is an interface, H hears every event that implements it.
func AddEventHandler[H EventHandler[E], E any](services *di.Services, constructor any, opts ...HandlerOption) {
	r := registryOf(services)
	h := newHandlerEntry[H, E, None](r, opts)
	h.subscribe = func(c *di.Container) (subscriber, bool, error) {
		source, err := sourceOf(c, h.key, func(handler H) EventHandler[E] { return handler })
		return subscriber{
			name: h.name, place: h.name + " (" + h.at + ")",
			event: h.info.Request, parallel: h.settings.parallel,
			handle: func(ctx context.Context, scope *di.Scope, event any) error {
				handler, err := source.get(scope)
				if err != nil {
					return err
				}
				return handler.Handle(ctx, event.(E))
			},
		}, source.shared, err
	}
	h.topic = func(s scopes, l []layer, subscribers []subscriber) (any, error) {
		t := newTopic[E](h.info, s, subscribers)
		return t, t.compile(l)
	}
	addService[H](services, constructor, h)
	r.listeners = append(r.listeners, h)
}

// OverrideHandler puts the handler in the place of whatever is registered for
// its request, before or after. It is meant for tests.
func OverrideHandler[Q Request[R], R any](services *di.Services, handler Handler[Q, R]) {
	h := newHandlerEntry[Handler[Q, R], Q, R](registryOf(services), nil)
	h.name = fmt.Sprintf("%T", handler)
	h.bind = func(*di.Container) (bound, error) {
		p := &pipeline[Q, R]{info: h.info, handler: source[Handler[Q, R]]{one: handler, shared: true}}
		return bound{p, true, func(s scopes, l []layer) error { p.scopes = s; return p.compile(l) }}, nil
	}
	registryOf(services).overrides[h.info.Request] = h
}

// OverrideStreamHandler is [OverrideHandler] for a stream query.
func OverrideStreamHandler[Q StreamRequest[R], R any](services *di.Services, handler StreamHandler[Q, R]) {
	h := newHandlerEntry[StreamHandler[Q, R], Q, None](registryOf(services), nil)
	h.name, h.info.Result = fmt.Sprintf("%T", handler), reflect.TypeFor[R]()
	h.bind = func(*di.Container) (bound, error) {
		p := &streamPipeline[Q, R]{info: h.info, handler: source[StreamHandler[Q, R]]{one: handler, shared: true}}
		return bound{p, true, func(s scopes, l []layer) error { p.scopes = s; return p.compile(l) }}, nil
	}
	registryOf(services).overrides[h.info.Request] = h
}

// AddBehavior registers a behaviour. The constructor is as for [di.AddScoped]
// and returns a [Behavior] or a [TypedBehavior]. Behaviours run in the order of
// their registration, the first one outermost. Without options a behaviour
// applies to all requests and to no event; a typed one applies to its message.
//
// A behaviour that cannot be constructed stops Build, or, where it depends on
// scoped services, the call: no message ever passes without it.
func AddBehavior(services *di.Services, constructor any, opts ...BehaviorOption) {
	r := registryOf(services)
	b := &behaviorEntry{at: place()}
	for _, o := range opts {
		o.applyBehavior(&b.settings)
	}
	b.inspect(constructor)
	b.key = fmt.Sprintf("%d %s", len(r.behaviors)+1, b.name)
	di.AddScoped[behavior](services, constructor, serviceOptions(b.key, b.settings.profile)...)
	r.behaviors = append(r.behaviors, b)
}

// Require says that requests of type Q are sent, so that Build fails when
// nobody handles them.
func Require[Q any](services *di.Services) { RequireType(services, reflect.TypeFor[Q]()) }

// RequireType is [Require] for a type known only at run time. The lines in
// neededBy say in the report who sends it: "needed by POST /orders".
func RequireType(services *di.Services, request reflect.Type, neededBy ...string) {
	r := registryOf(services)
	r.required = append(r.required, requirement{request: request, at: place(), neededBy: neededBy})
}

// behavior is the service that a behaviour is registered as, each with a key
// of its own.
type behavior any

// addService registers the handler with di. A second registration of the same
// type has a key, so that the mediator sees both and says what is wrong.
func addService[H any](services *di.Services, constructor any, h *handlerEntry) {
	di.AddScoped[H](services, constructor, serviceOptions(h.key, h.settings.profile)...)
}

func serviceOptions(key, profile string) []di.Option {
	opts := []di.Option{di.Promotable()}
	if key != "" {
		opts = append(opts, di.Key(key))
	}
	if profile != "" {
		opts = append(opts, di.InProfile(profile))
	}
	return opts
}

// sourceOf returns access to the service H under the type T by which it is used.
func sourceOf[H, T any](c *di.Container, key string, use func(H) T) (source[T], error) {
	var opts []di.Option
	if key != "" {
		opts = append(opts, di.Key(key))
	}
	ref, err := di.RefOf[H](c, opts...)
	if err != nil {
		return source[T]{}, err
	}
	if one, ok := ref.Promoted(); ok {
		return source[T]{one: use(one), shared: true}, nil
	}
	return source[T]{scoped: func(s *di.Scope) (T, error) {
		h, err := ref.Get(s)
		if err != nil {
			var none T
			return none, err
		}
		return use(h), nil
	}}, nil
}
