package mvc

import (
	"context"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// endpoint is a route with everything compiled that a request needs.
type endpoint struct {
	app      *App
	route    *route
	name     string // of the route, for decisions
	plan     *plan
	guard    guard
	codec    codec.Codec
	decoding codec.Options
	maxBody  int64
	timeout  time.Duration

	encoders     []Encoder // in order of preference; none for answers that are not encoded
	offers       []string  // their media types without parameters
	contentTypes [][]string
	newInput     func() any
	invoke       invoker
	respond      responder
}

// responder sends the answer of an action; out is a pointer to it.
type responder func(ctx context.Context, x *exchange, out any) error

// ServeHTTP carries out one request.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := e.app.exchanges.get(e, w, r)
	if err := x.run(); err != nil {
		x.fail(err)
	}
	e.app.exchanges.put(x)
}

// compile prepares everything of the route that needs no services, and returns
// what is wrong with it.
func (a *App) compile(rt *route) (*endpoint, []string) {
	e := &endpoint{
		app: a, route: rt, name: rt.String(), codec: a.config.Codec, newInput: rt.newInput,
		maxBody:  orLimit(rt.spec.maxBody, a.config.Limits.MaxBody),
		timeout:  orLimit(rt.spec.timeout, a.config.Limits.Timeout),
		decoding: codec.Options{UnknownFields: a.config.Limits.UnknownFields, MaxDepth: a.config.Limits.MaxDepth},
	}
	if rt.stream != nil {
		e.timeout = rt.spec.timeout // events go on until somebody leaves
	}
	if rt.spec.unknown != nil {
		e.decoding.UnknownFields = *rt.spec.unknown
	}
	var faults, more []string
	e.plan, faults = planOf(rt.input, rt.method, a.config.Validator)
	more = checkPattern(rt, e.plan)
	faults = append(faults, more...)
	more = e.compileResponse()
	faults = append(faults, more...)
	more = e.compileGuard()
	faults = append(faults, more...)
	return e, append(faults, e.checkTypes()...)
}

// checkTypes asks the codec about the body and the result, so that no request has
// to find out.
func (e *endpoint) checkTypes() []string {
	checker, ok := e.codec.(codec.TypeChecker)
	if !ok {
		return nil
	}
	var faults []string
	if e.plan.bodyType != nil {
		faults = splitJoined(checker.CheckRead(e.plan.input))
		if len(faults) == 0 && e.plan.bodyType != e.plan.input {
			faults = splitJoined(checker.CheckRead(e.plan.bodyType))
		}
	}
	if e.route.stream != nil {
		faults = append(faults, splitJoined(checker.CheckWrite(e.route.stream))...)
	}
	if len(e.encoders) > 0 {
		faults = append(faults, splitJoined(checker.CheckWrite(e.route.output))...)
	}
	return faults
}

// orLimit returns the route's limit, or that of the application when the route
// has none.
func orLimit[T int64 | time.Duration](own, common T) T {
	if own == 0 {
		return common
	}
	return own
}

// connect resolves the controller in the container.
func (e *endpoint) connect(c *di.Container) (err error) {
	e.invoke, err = e.route.resolve(c)
	return err
}
