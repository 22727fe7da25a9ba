package mvc

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/neuroglia-go/neuroglia/di"
)

// Routed is a controller of type C: it declares its routes. Routes is called on
// the zero C, once, while the application is put together, so it must use
// nothing of the receiver.
type Routed[C any] interface {
	Routes(r *Routes[C])
}

// Registration is something that an [App] serves: see [Controller] and [Mount].
type Registration struct {
	name    string
	service reflect.Type // nil for a mounted handler
	add     func(*di.Services)
	declare func() ([]*route, error)
	at      string

	pattern string // of a mounted handler
	handler http.Handler
}

// String returns the controller's type or the mounted pattern.
func (r Registration) String() string { return r.name }

// Controller registers the controller type C with its constructor: any function
// of services that returns a C, or a C and an error. The controller is scoped,
// and built once when all that it needs is built once; see [di.Promotable].
func Controller[C Routed[C]](constructor any, opts ...di.Option) Registration {
	return Registration{
		name:    reflect.TypeFor[C]().String(),
		service: reflect.TypeFor[C](),
		at:      callSite(),
		add: func(services *di.Services) {
			di.AddScoped[C](services, constructor, append([]di.Option{di.Promotable()}, opts...)...)
		},
		declare: func() (_ []*route, err error) {
			defer func() {
				if value := recover(); value != nil {
					err = fmt.Errorf("%v", value)
				}
			}()
			var controller C
			r := &Routes[C]{}
			controller.Routes(r)
			return r.finish(reflect.TypeFor[C]()), nil
		},
	}
}

// Mount serves everything below the path with a plain handler, for all methods:
// Mount("/assets", http.FileServerFS(assets)). The handler sees the whole path,
// the prefix of the App included; it is in no OpenAPI document.
func Mount(path string, handler http.Handler) Registration {
	return Registration{name: "Mount(" + path + ")", pattern: path, handler: handler, at: callSite()}
}

// finish gives every route what the controller said for all of them.
func (r *Routes[C]) finish(controller reflect.Type) []*route {
	for _, rt := range r.routes {
		rt.controller = controller
		rt.pattern = joinPath(r.prefix, rt.pattern)
		rt.apply(r.tags, r.middlewares, r.options)
	}
	return r.routes
}
