package mvc

import (
	"mime"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

// rawField is the field tagged body:"raw", a []byte or a string.
type rawField struct {
	offset uintptr
	text   bool
}

func (p *plan) addRaw(f inputField) string {
	switch {
	case p.raw != nil:
		return "there is another field for the raw body; keep one"
	case f.Type == reflect.TypeFor[[]byte]():
		p.raw = &rawField{offset: f.offset}
	case f.Type == reflect.TypeFor[string]():
		p.raw = &rawField{offset: f.offset, text: true}
	default:
		return "a raw body cannot be read into " + f.Type.String() + "; use []byte or string"
	}
	return ""
}

// bindRaw hands the bytes of the body over as they came.
func (x *exchange) bindRaw(base unsafe.Pointer) ([]errs.Field, error) {
	data, err := x.readBody()
	if err != nil {
		return nil, err
	}
	consumes := x.endpoint.route.spec.consumes
	if len(data) > 0 && len(consumes) > 0 {
		media, _, _ := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
		if !slices.Contains(consumes, media) {
			return nil, unsupported(x.r, strings.Join(consumes, " or "))
		}
	}
	raw := x.endpoint.plan.raw
	at := unsafe.Add(base, raw.offset)
	if raw.text {
		*(*string)(at) = string(data)
	} else {
		*(*[]byte)(at) = slices.Clone(data)
	}
	return nil, nil
}
