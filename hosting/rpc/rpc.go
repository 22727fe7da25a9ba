package rpc

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"connectrpc.com/connect"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// ListenerName is the name of the listener: hosting.App.ListenerHandler(rpc.ListenerName) is
// what tests call.
const ListenerName = "rpc"

// Mount is what protoc-gen-connect-go generates for a service: it returns the path that the
// service is served below, and its handler. S is the interface of the service.
type Mount[S any] func(service S, options ...connect.HandlerOption) (string, http.Handler)

// AddService serves what mount makes of the service that the constructor returns, which is
// registered as a singleton of type S. The first service adds the listener and its
// [Settings]. The options come after those of this package: interceptors among them run
// inside the scope of the call.
func AddService[S any](b *hosting.WebApplicationBuilder, mount Mount[S], constructor any, options ...connect.HandlerOption) {
	di.AddSingleton[S](b.Services, constructor)
	r := registryOf(b)
	r.mounts = append(r.mounts, func(c *di.Container, common []connect.HandlerOption) (string, http.Handler, error) {
		service, err := di.Resolve[S](c)
		if err != nil {
			return "", nil, err
		}
		path, handler := mount(service, append(slices.Clip(common), options...)...)
		return path, handler, nil
	})
}

// AddMiddleware registers a constructor of a [hosting.Middleware], a function of any services, for
// everything that is served here, health and reflection included. One that is also given to
// [hosting.AddMiddleware] serves HTTP and RPC alike. The first is outermost. It runs after
// the call has got its ids, within the log line and the recovery of panics.
func AddMiddleware(b *hosting.WebApplicationBuilder, constructor any) {
	di.AddSingleton[hosting.Middleware](b.Services, constructor, di.Many(), di.Key(ListenerName))
}

// registry is what is served by one application.
type registry struct {
	settings Settings
	mounts   []func(*di.Container, []connect.HandlerOption) (string, http.Handler, error)
}

// registryOf returns the registry of the builder, and adds the listener with it.
func registryOf(b *hosting.WebApplicationBuilder) *registry {
	return di.Feature(b.Services, func() *registry {
		r := &registry{settings: hosting.AddSettings[Settings](b, "rpc")}
		protocols := new(http.Protocols)
		protocols.SetHTTP1(true) // of Connect and gRPC-Web
		protocols.SetUnencryptedHTTP2(true)
		b.AddListener(hosting.Listener{
			Name: ListenerName, Host: r.settings.Host, Port: r.settings.Port,
			Setting: config.Prefix(b.Name()) + "_RPC_PORT", Protocols: protocols, Handler: r.handler,
		})
		return r
	})
}

// handler returns what the listener answers by.
func (r *registry) handler(host hosting.Host) (http.Handler, error) {
	failures := &failures{domain: host.Name, logger: host.Logger}
	options := []connect.HandlerOption{
		connect.WithReadMaxBytes(int(r.settings.MaxMessage)),
		connect.WithInterceptors(&interceptor{container: host.Container, failures: failures, timeout: r.settings.Timeout}),
	}
	mux := http.NewServeMux()
	names, err := r.mount(mux, host.Container, options)
	if err != nil {
		return nil, err
	}
	mountHealth(mux, host.Monitor, names)
	if r.settings.Reflection {
		mountReflection(mux, names)
	}
	mux.Handle("/", failures.unknown())
	next, err := wrap(mux, host.Container)
	if err != nil {
		return nil, err
	}
	return &edge{next: next, logger: host.Logger, failures: failures, draining: host.Draining}, nil
}

// wrap puts the middleware before the handler and, inside of it, the authenticators that
// HTTP requests pass too.
func wrap(next http.Handler, c *di.Container) (http.Handler, error) {
	middlewares, err := di.ResolveAll[hosting.Middleware](c, di.Key(ListenerName))
	if err != nil {
		return nil, err
	}
	authenticators, err := di.ResolveAll[auth.Authenticator](c)
	if err != nil {
		return nil, err
	}
	if len(authenticators) > 0 {
		next = auth.Middleware(authenticators...)(next)
	}
	for _, middleware := range slices.Backward(middlewares) {
		next = middleware(next)
	}
	return next, nil
}

// mount puts the services into the mux and returns their names.
func (r *registry) mount(mux *http.ServeMux, c *di.Container, options []connect.HandlerOption) ([]string, error) {
	var names []string
	for _, mount := range r.mounts {
		path, handler, err := mount(c, options)
		if err != nil {
			return nil, err
		}
		name := strings.Trim(path, "/")
		if slices.Contains(names, name) {
			return nil, fmt.Errorf("two services are served as %s; take one of them out", name)
		}
		names = append(names, name)
		mux.Handle(path, handler)
	}
	return names, nil
}
