package mvc

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

// bindBody reads the body as the plan wants it. The error is for a body that
// cannot be read at all; faults are about its values.
func (x *exchange) bindBody(in any, base unsafe.Pointer) ([]errs.Field, error) {
	switch x.endpoint.plan.body {
	case bodyJSON:
		return x.bindJSON(in, base)
	case bodyForm:
		return x.bindForm(base)
	case bodyRaw:
		return x.bindRaw(base)
	default:
		return nil, nil
	}
}

func (x *exchange) bindJSON(in any, base unsafe.Pointer) ([]errs.Field, error) {
	data, err := x.readBody()
	if err != nil {
		return nil, err
	}
	p := x.endpoint.plan
	if len(data) == 0 {
		if p.required {
			return nil, errs.Invalid("malformed_body", "the body is empty; send a JSON document")
		}
		return nil, nil
	}
	if !isJSON(x.r.Header.Get("Content-Type")) {
		return nil, unsupported(x.r, "application/json")
	}
	target := in
	if p.bodyType != p.input {
		target = reflect.NewAt(p.bodyType, base).Interface()
	}
	err = x.endpoint.codec.Unmarshal(data, target, x.endpoint.decoding)
	if err == nil {
		return nil, nil
	}
	failure, known := errors.AsType[*errs.Error](err)
	switch {
	case !known:
		return nil, errs.Invalid("malformed_body", "the body is not valid JSON").Wrap(err)
	case failure.Kind == errs.KindUnprocessable:
		return failure.Fields, nil
	default:
		return nil, err
	}
}

// isJSON accepts application/json and every type with the suffix +json, such as
// application/merge-patch+json, in UTF-8.
func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
		return false
	}
	charset, given := params["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}

func unsupported(r *http.Request, want string) error {
	got := r.Header.Get("Content-Type")
	if got == "" {
		return errs.New(errs.KindUnsupported, "unsupported_media_type", "the body has no Content-Type; send %s", want)
	}
	return errs.New(errs.KindUnsupported, "unsupported_media_type", "a body of type %q is not read here; send %s", got, want)
}

// readBody reads the whole body into the exchange's buffer, which is reused for
// the next request.
func (x *exchange) readBody() ([]byte, error) {
	limit := x.endpoint.maxBody
	if limit >= 0 && x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	if x.r.Body == nil || x.r.Body == http.NoBody {
		return nil, nil
	}
	if n := x.r.ContentLength; n > 0 && n <= maxPooled {
		x.grow(int(n) + 1) // room to see the end
	}
	for {
		if len(x.body) == cap(x.body) {
			x.grow(max(512, 2*cap(x.body)))
		}
		n, err := x.r.Body.Read(x.body[len(x.body):cap(x.body)])
		x.body = x.body[:len(x.body)+n]
		switch {
		case limit >= 0 && int64(len(x.body)) > limit:
			x.w.Header().Set("Connection", "close") // the rest stays unread
			return nil, tooLarge(limit)
		case errors.Is(err, io.EOF):
			return x.body, nil
		case err != nil:
			return nil, readFailure(err)
		}
	}
}

func (x *exchange) grow(size int) {
	if cap(x.body) < size {
		grown := make([]byte, len(x.body), size)
		copy(grown, x.body)
		x.body = grown
	}
}

func tooLarge(limit int64) error {
	return errs.New(errs.KindTooLarge, "body_too_large", "the body is larger than the %d bytes that are read here", limit)
}

// readFailure tells a limit of some middleware from a client that went away.
func readFailure(err error) error {
	if limited, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge(limited.Limit)
	}
	return errs.Invalid("malformed_body", "the body ended before it was complete").Wrap(err)
}
