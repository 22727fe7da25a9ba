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
	case isNone(rt.output), rt.successStatus() == http.StatusNoContent, isRedirect(rt.successStatus()):
		e.respond = respondEmpty(rt.successStatus(), location)
	default:
		faults = append(faults, e.offer()...)
		e.respond = respondEncoded(rt, location)
	}
	return faults
}

func isRedirect(status int) bool { return status >= 300 && status < 400 }

// offer collects the encoders that can write the result and are not narrowed out
// by Produces.
func (e *endpoint) offer() []string {
	produces := e.route.spec.produces
	for _, encoder := range e.app.encoders {
		media, _, _ := strings.Cut(encoder.MediaType(), ";")
		if !encoder.Encodes(e.route.output) || len(produces) > 0 && !slices.Contains(produces, media) {
			continue
		}
		e.encoders = append(e.encoders, encoder)
		e.offers = append(e.offers, media)
		e.contentTypes = append(e.contentTypes, []string{encoder.MediaType()})
	}
	if len(e.encoders) == 0 {
		return []string{"no encoder can write " + e.route.output.String() + " as " + strings.Join(produces, " or ") + "; register one in Config.Encoders or change Produces"}
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

// respondEncoded sends the result through the negotiated encoder.
func respondEncoded(rt *route, location *template) responder {
	status := rt.successStatus()
	return func(_ context.Context, x *exchange, out any) error {
		if err := x.endpoint.encoders[x.offer].Encode(&x.out, out); err != nil {
			return errs.Internal("encode", "the result could not be encoded").Wrap(err)
		}
		header := x.w.Header()
		if location != nil {
			header["Location"] = []string{location.fill(x, out)}
		}
		header["Content-Type"] = x.endpoint.contentTypes[x.offer]
		x.send(status)
		return nil
	}
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
