package mvc

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// None is the result of an action that has nothing to say; the answer is 204.
// Any struct without fields does the same.
type None struct{}

func isNone(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && t.NumField() == 0
}

// compileResponse chooses how the result of the route is sent, and returns what
// is wrong with it.
func (e *endpoint) compileResponse() []string {
	rt := e.route
	location, faults := compileLocation(rt)
	switch {
	case rt.stream != nil:
		e.offers = []string{mediaEvents}
		e.respond = respondEvents
	case rt.output == reflect.TypeFor[File]():
		e.respond = respondFile
	case rt.output == reflect.TypeFor[Stream]():
		e.respond = respondStream(rt)
	case rt.output == reflect.TypeFor[Redirection]():
		e.respond = respondRedirection
	case !hasContent(rt):
		e.respond = respondEmpty(rt.successStatus(), location)
	default:
		faults = append(faults, e.offer()...)
		e.respond = respondEncoded(rt, location)
	}
	return faults
}

// hasContent reports whether the success of the route carries an encoded result.
func hasContent(rt *route) bool {
	status := rt.successStatus()
	return !isNone(rt.output) && status != http.StatusNoContent && status != http.StatusResetContent && status/100 != 3
}

// offer collects the encoders that can write the result and are not narrowed out
// by Produces, in the order that Produces has.
func (e *endpoint) offer() []string {
	produces := e.route.spec.produces
	for _, encoder := range e.app.encoders {
		media, _, _ := strings.Cut(encoder.MediaType(), ";")
		if !encoder.Encodes(e.route.output) || len(produces) > 0 && !slices.Contains(produces, media) {
			continue
		}
		e.encoders = append(e.encoders, encoder)
	}
	if len(e.encoders) == 0 {
		return []string{"no encoder can write " + e.route.output.String() + " as " + strings.Join(produces, " or ") + "; register one in Config.Encoders or change Produces"}
	}
	rank := func(e Encoder) int {
		media, _, _ := strings.Cut(e.MediaType(), ";")
		return slices.Index(produces, media)
	}
	slices.SortStableFunc(e.encoders, func(a, b Encoder) int { return rank(a) - rank(b) })
	for _, encoder := range e.encoders {
		media, _, _ := strings.Cut(encoder.MediaType(), ";")
		e.offers = append(e.offers, media)
		e.contentTypes = append(e.contentTypes, []string{encoder.MediaType()})
	}
	return nil
}

// respondEmpty sends a status, and a Location where there is one.
func respondEmpty(status int, location *template) responder {
	return func(_ context.Context, x *exchange, out any) error {
		if location != nil {
			x.w.Header().Set("Location", location.fill(x, out))
		}
		x.started = true
		x.w.WriteHeader(status)
		return nil
	}
}

// StatusChooser is a result that chooses its status; see [Responds].
type StatusChooser interface {
	HTTPStatus() int
}

// respondEncoded sends the result through the negotiated encoder.
func respondEncoded(rt *route, location *template) responder {
	r := &encodedResponder{
		status: rt.successStatus(), location: location,
		tagged: hasMethods[Tagged](rt.output), paged: hasMethods[Paged](rt.output), chooses: hasMethods[StatusChooser](rt.output),
	}
	return r.respond
}

// encodedResponder knows what a result type can say of itself.
type encodedResponder struct {
	status                 int
	location               *template
	tagged, paged, chooses bool
}

// hasMethods reports whether results of the type, behind a pointer, have the
// methods of I.
func hasMethods[I any](t reflect.Type) bool {
	i := reflect.TypeFor[I]()
	return t.Implements(i) || t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(i)
}

// as returns the result as an I; false for a nil pointer.
func as[I any](out any) (I, bool) {
	if i, ok := out.(I); ok {
		return i, true
	}
	v := reflect.ValueOf(out).Elem()
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		var none I
		return none, false
	}
	return reflect.TypeAssert[I](v)
}

func (e *encodedResponder) respond(_ context.Context, x *exchange, out any) error {
	header := x.w.Header()
	if e.tagged && x.tag(header, out) {
		return nil
	}
	if err := x.endpoint.encoders[x.offer].Encode(&x.out, out); err != nil {
		return errs.Internal("encode", "the result could not be encoded").Wrap(err)
	}
	if e.location != nil {
		header["Location"] = []string{e.location.fill(x, out)}
	}
	if e.paged {
		x.link(header, out)
	}
	if len(x.endpoint.offers) > 1 {
		header.Add("Vary", "Accept")
	}
	header["Content-Type"] = x.endpoint.contentTypes[x.offer]
	x.send(e.choose(out))
	return nil
}

// choose returns the status of the result: its own choice, or the route's.
func (e *encodedResponder) choose(out any) int {
	if e.chooses {
		if chooser, ok := as[StatusChooser](out); ok && chooser.HTTPStatus() != 0 {
			return chooser.HTTPStatus()
		}
	}
	return e.status
}

// send writes the buffered answer.
func (x *exchange) send(status int) {
	x.w.Header()["Content-Length"] = []string{strconv.Itoa(x.out.Len())}
	x.started = true
	x.w.WriteHeader(status)
	if x.r.Method != http.MethodHead {
		_, _ = x.w.Write(x.out.Bytes()) // the client may be gone
	}
}
