package mvc

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// RouteOption refines a route. The list of options is closed; each prints itself
// as it is written.
type RouteOption interface {
	fmt.Stringer
	apply(*spec)
}

// routeOption is the only implementation.
type routeOption struct {
	text string
	set  func(*spec)
}

func (o routeOption) String() string { return o.text }
func (o routeOption) apply(s *spec)  { o.set(s) }

func option(set func(*spec), name string, args ...any) RouteOption {
	var texts []string
	for _, a := range args {
		list, ok := a.([]string)
		if !ok {
			texts = append(texts, fmt.Sprintf("%#v", a))
		}
		for _, item := range list {
			texts = append(texts, strconv.Quote(item))
		}
	}
	return routeOption{text: name + "(" + strings.Join(texts, ", ") + ")", set: set}
}

// Name sets the operation id, by which generated clients call the route. The
// default is made of the controller and the method: "Orders_Place".
func Name(name string) RouteOption {
	return option(func(s *spec) { s.name = name }, "Name", name)
}

// Summary says in a few words what the route does.
func Summary(text string) RouteOption {
	return option(func(s *spec) { s.summary = text }, "Summary", text)
}

// Description says it at length; CommonMark is allowed.
func Description(text string) RouteOption {
	return option(func(s *spec) { s.description = text }, "Description", text)
}

// Tags adds the route to further groups of the documentation.
func Tags(names ...string) RouteOption {
	return option(func(s *spec) { s.tags = append(slices.Clip(s.tags), names...) }, "Tags", names)
}

// Deprecated marks the route as on its way out.
func Deprecated() RouteOption {
	return option(func(s *spec) { s.deprecated = true }, "Deprecated")
}

// Hidden keeps the route out of OpenAPI.
func Hidden() RouteOption {
	return option(func(s *spec) { s.hidden = true }, "Hidden")
}

// Status sets the status of success. The default is 200, or 204 for a result
// without content.
func Status(status int) RouteOption {
	return option(func(s *spec) { s.status = status }, "Status", status)
}

// Created answers 201 with a Location header. Each {name} of the template is
// filled from the JSON field of that name in the result, else from the path
// parameter of that name. A template that begins with "/" is below the prefix of
// the App. An empty template sends no Location.
func Created(location string) RouteOption {
	return succeed("Created", http.StatusCreated, location)
}

// Accepted answers 202 for work that goes on, with the Location where its
// progress can be seen; see [Created] for the template.
func Accepted(location string) RouteOption {
	return succeed("Accepted", http.StatusAccepted, location)
}

// Redirect answers 303 to the Location without a body; see [Created] for the
// template. Add [Status] for another redirection. A controller that finds the
// address itself returns a [Redirection].
func Redirect(location string) RouteOption {
	return succeed("Redirect", http.StatusSeeOther, location)
}

// NoContent answers 204 and does not send the result.
func NoContent() RouteOption {
	return option(func(s *spec) { s.status = http.StatusNoContent }, "NoContent")
}

func succeed(name string, status int, location string) RouteOption {
	return option(func(s *spec) { s.status, s.location = status, location }, name, location)
}

// response is a documented answer beside the success.
type response struct {
	status      int
	description string
	body        reflect.Type
}

// Responds documents a further answer with a body of type T; T is [None] for an
// answer without a body. A result type chooses its status with a method
// HTTPStatus() int.
func Responds[T any](status int, description string) RouteOption {
	t := reflect.TypeFor[T]()
	return option(func(s *spec) {
		s.responses = append(s.responses, response{status, description, t})
	}, fmt.Sprintf("Responds[%v]", t), status, description)
}

// failure is a documented refusal.
type failure struct {
	kind  errs.Kind
	codes []string
}

// Fails documents that the action refuses with errors of the kind, and with
// which codes.
func Fails(kind errs.Kind, codes ...string) RouteOption {
	quoted := []string{kind.String()}
	for _, code := range codes {
		quoted = append(quoted, strconv.Quote(code))
	}
	return routeOption{"Fails(" + strings.Join(quoted, ", ") + ")", func(s *spec) {
		s.failures = append(s.failures, failure{kind, codes})
	}}
}

// Use wraps the one route, the first middleware outermost.
func Use(middlewares ...Middleware) RouteOption {
	text := fmt.Sprintf("Use(%d middlewares)", len(middlewares))
	return routeOption{text, func(s *spec) { s.middlewares = append(s.middlewares, middlewares...) }}
}

// MaxBody sets how many bytes the body may have; more is refused with 413. A
// negative number means no limit. The default is that of [Limits].
func MaxBody(bytes int64) RouteOption {
	return option(func(s *spec) { s.maxBody = bytes }, "MaxBody", bytes)
}

// Timeout ends the context of the action after d; an action that returns the
// context's error is answered with 504. A negative d means no limit.
func Timeout(d time.Duration) RouteOption {
	return routeOption{"Timeout(" + d.String() + ")", func(s *spec) { s.timeout = d }}
}

// UnknownFields sets what happens to members of the body that no field is named
// for. The default is that of [Limits].
func UnknownFields(policy codec.UnknownFields) RouteOption {
	return routeOption{"UnknownFields(" + policy.String() + ")", func(s *spec) { s.unknown = &policy }}
}

// Consumes names the media types of a body that the action reads itself, from a
// field tagged body:"raw". JSON and forms need no mention.
func Consumes(mediaTypes ...string) RouteOption {
	return option(func(s *spec) { s.consumes = mediaTypes }, "Consumes", mediaTypes)
}

// Produces narrows the media types the result is offered in to those named, in
// order of preference. For a [File] or a [Stream] it documents what they hold.
func Produces(mediaTypes ...string) RouteOption {
	return option(func(s *spec) { s.produces = mediaTypes }, "Produces", mediaTypes)
}

// Security says which scheme of the document guards the route, with the scopes it
// asks for. Several are alternatives. It is data for the document, where what the App
// says does not fit; the check itself is [Authorize].
func Security(scheme string, scopes ...string) RouteOption {
	return option(func(s *spec) {
		s.security = append(s.security, map[string][]string{scheme: append([]string{}, scopes...)})
	}, "Security", scheme, scopes)
}

// Example shows a result in the documentation.
func Example(result any) RouteOption {
	return routeOption{fmt.Sprintf("Example(%T)", result), func(s *spec) { s.example = result }}
}

// ExampleBody shows a body in the documentation.
func ExampleBody(body any) RouteOption {
	return routeOption{fmt.Sprintf("ExampleBody(%T)", body), func(s *spec) { s.request = body }}
}
