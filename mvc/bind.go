package mvc

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"unsafe"

	"github.com/go-chi/chi/v5"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// maxFaults is where an answer stops to list them: a request with more is not
// written by anyone who reads them.
const maxFaults = 100

// bind reads the request into in, a pointer to the plan's input, and returns
// every fault of its values in one error.
func (x *exchange) bind(ctx context.Context, in any) error {
	p := x.endpoint.plan
	base := reflect.ValueOf(in).UnsafePointer()
	for _, fill := range p.defaults {
		fill(base)
	}
	faults, err := x.bindBody(in, base)
	if err != nil {
		return err
	}
	faults = p.bindPath(base, x.r, faults)
	faults = p.query.bindQuery(base, x.r.URL.RawQuery, faults)
	faults = p.bindHeaders(base, x.r.Header, faults)
	faults = p.bindCookies(base, x.r, faults)
	return x.validate(ctx, in, base, faults)
}

// validate adds what the rules say about values that could be read.
func (x *exchange) validate(ctx context.Context, in any, base unsafe.Pointer, faults []errs.Field) error {
	broken, err := x.endpoint.check(ctx, in, base)
	if err != nil {
		return err
	}
	for _, b := range broken {
		if len(faults) >= maxFaults {
			break
		}
		if b.In == "" {
			b.In = "body"
		}
		if !covered(b, faults) {
			faults = append(faults, b)
		}
	}
	if len(faults) > 0 {
		return errs.Validation(faults...)
	}
	return nil
}

func (e *endpoint) check(ctx context.Context, in any, base unsafe.Pointer) ([]errs.Field, error) {
	if e.plan.check != nil {
		return e.plan.check.CheckContext(ctx, base), nil
	}
	err := e.app.config.Validator.Validate(ctx, in)
	if err == nil {
		return nil, nil
	}
	failure := errs.From(err)
	if failure.Kind != errs.KindUnprocessable {
		return nil, err
	}
	return failure.Fields, nil
}

// covered reports whether a fault already stands for the value or for what
// surrounds it: a value that could not be read breaks no rule as well.
func covered(f errs.Field, faults []errs.Field) bool {
	for _, known := range faults {
		if known.In != f.In || known.Code == "unknown_field" {
			continue
		}
		if rest, ok := strings.CutPrefix(f.Pointer, known.Pointer); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

func (p *plan) bindPath(base unsafe.Pointer, r *http.Request, faults []errs.Field) []errs.Field {
	if len(p.path) == 0 {
		return faults
	}
	routing := chi.RouteContext(r.Context())
	for _, path := range p.path {
		text := routing.URLParam(path.name)
		if r.URL.RawPath != "" { // chi then matched the escaped path
			if plain, err := url.PathUnescape(text); err == nil {
				text = plain
			}
		}
		if fault := path.bind(base, text); fault != nil {
			faults = append(faults, *fault)
		}
	}
	return faults
}

func (p *plan) bindHeaders(base unsafe.Pointer, header http.Header, faults []errs.Field) []errs.Field {
	for _, h := range p.header {
		values := header[h.name]
		if len(values) == 0 {
			continue
		}
		h.clear(base)
		if h.list == nil {
			values = values[:1]
			if len(header[h.name]) > 1 { // RFC 9110, section 5.3
				values = []string{strings.Join(header[h.name], ", ")}
			}
		}
		for _, value := range values {
			if fault := h.bind(base, value); fault != nil {
				faults = append(faults, *fault)
			}
		}
	}
	return faults
}

func (p *plan) bindCookies(base unsafe.Pointer, r *http.Request, faults []errs.Field) []errs.Field {
	for _, c := range p.cookie {
		cookies := r.CookiesNamed(c.name)
		if len(cookies) == 0 {
			continue
		}
		c.clear(base)
		if c.list == nil {
			cookies = cookies[:1]
		}
		for _, cookie := range cookies {
			if fault := c.bind(base, cookie.Value); fault != nil {
				faults = append(faults, *fault)
			}
		}
	}
	return faults
}

// validatorOf returns the configured validator or a new one.
func validatorOf(v *validation.Validator) *validation.Validator {
	if v == nil {
		return validation.New(validation.Config{})
	}
	return v
}
