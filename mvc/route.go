package mvc

import (
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// route is a route as it was declared.
type route struct {
	method, pattern string
	options         []RouteOption
	function        reflect.Value
	controller      reflect.Type
	input, output   reflect.Type
	stream          reflect.Type // the event type of an SSE route
	newInput        func() any
	resolve         func(*di.Container) (invoker, error)
	at              string

	spec spec
}

// spec is what the options of a route come to.
type spec struct {
	name, summary, description string
	tags                       []string
	deprecated, hidden         bool

	status   int
	location string // template of the Location header

	middlewares []Middleware
	maxBody     int64
	timeout     time.Duration
	detached    bool
	unknown     *codec.UnknownFields
	consumes    []string
	produces    []string

	responses []response
	failures  []failure
	security  []map[string][]string
	policies  []auth.Policy
	anonymous bool
	example   any // of the response
	request   any // example of the body
}

// apply reads the options: those of the controller first, then the route's own.
func (rt *route) apply(tags []string, middlewares []Middleware, options []RouteOption) {
	rt.spec.tags = tags
	rt.spec.middlewares = append([]Middleware(nil), middlewares...)
	for _, o := range append(append([]RouteOption(nil), options...), rt.options...) {
		o.apply(&rt.spec)
	}
	if rt.spec.name == "" {
		rt.spec.name = rt.defaultName()
	}
}

// defaultName is "Orders_Place" for (*OrdersController).Place, and made of the
// method and the path for a function without a name.
func (rt *route) defaultName() string {
	name := ""
	if f := runtime.FuncForPC(rt.function.Pointer()); f != nil {
		name = f.Name()
		name = strings.TrimSuffix(name[strings.LastIndexByte(name, '.')+1:], "-fm")
	}
	if name == "" || strings.HasPrefix(name, "func") && strings.Trim(name[4:], "0123456789") == "" {
		return strings.ToLower(rt.method) + strings.NewReplacer("/", "_", "{", "", "}", "", "*", "rest").Replace(rt.pattern)
	}
	controller := rt.controller
	for controller.Kind() == reflect.Pointer {
		controller = controller.Elem()
	}
	short := strings.TrimSuffix(controller.Name(), "Controller")
	if short == "" {
		return name
	}
	return short + "_" + name
}

// String names the route in faults: "POST /orders".
func (rt *route) String() string { return rt.method + " " + rt.pattern }

// RouteInfo is what others may know of a route.
type RouteInfo struct {
	// Method and Path are the route's address; Path has the {parameters} and the
	// prefix of the App.
	Method, Path string
	// Name is the operation id.
	Name string
	// Controller is the controller's type.
	Controller reflect.Type
	// Input and Output are the types of the action.
	Input, Output reflect.Type
	// Status is the status of success.
	Status int
	// Policy is what callers need, nil when nothing was said about them.
	Policy auth.Policy
	// Hidden says that the route is in no OpenAPI document.
	Hidden bool
	// Options are the options as they print, those of the controller not included.
	Options []string
	// At is the file and line of the declaration.
	At string
}

func (rt *route) info() RouteInfo {
	options := make([]string, len(rt.options))
	for i, o := range rt.options {
		options[i] = o.String()
	}
	return RouteInfo{
		Method: rt.method, Path: rt.pattern, Name: rt.spec.name, Controller: rt.controller,
		Input: rt.input, Output: rt.output, Status: rt.successStatus(), Hidden: rt.spec.hidden,
		Options: options, At: rt.at,
	}
}

// successStatus is the declared status, or the one that fits the result.
func (rt *route) successStatus() int {
	switch {
	case rt.spec.status != 0:
		return rt.spec.status
	case isNone(rt.output):
		return http.StatusNoContent
	case rt.output == reflect.TypeFor[Redirection]():
		return http.StatusSeeOther
	default:
		return http.StatusOK
	}
}

// joinPath puts two paths together with one slash between them and none at the end.
func joinPath(prefix, path string) string {
	joined := strings.Trim(prefix, "/")
	if rest := strings.Trim(path, "/"); rest != "" {
		joined = strings.Trim(joined+"/"+rest, "/")
	}
	return "/" + joined
}
