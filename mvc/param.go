package mvc

import (
	"reflect"
	"strings"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

// param is one field of an input that is bound from text.
type param struct {
	in, name string
	pointer  string
	offset   uintptr
	convert  converter
	list     reflect.Type // the slice type, nil for a single value
	comma    bool
}

// newParam compiles the field, and returns what is wrong with it.
func newParam(f inputField) (*param, string) {
	p := &param{in: f.in, name: f.name, pointer: "/" + escapePointer(f.name), offset: f.offset, comma: f.comma()}
	t := f.Type
	if c, ok := converterOf(t); ok {
		p.convert = c
		return p, ""
	}
	if t.Kind() == reflect.Slice && f.in != inPath {
		if c, ok := converterOf(t.Elem()); ok {
			p.list, p.convert = t, c
			return p, ""
		}
	}
	return nil, strings.TrimSpace("a "+f.in) + " value cannot be read into " + t.String() +
		"; use a string, bool, number, time.Time, time.Duration, an encoding.TextUnmarshaler, a pointer to one or, outside the path, a slice"
}

// bind reads the text into the input at base. Empty text is an absent value
// except where text is what is asked for.
func (p *param) bind(base unsafe.Pointer, text string) *errs.Field {
	at := unsafe.Add(base, p.offset)
	if p.list == nil {
		return p.one(at, text)
	}
	if !p.comma {
		return p.add(at, text)
	}
	for item := range strings.SplitSeq(text, ",") {
		if fault := p.add(at, strings.TrimSpace(item)); fault != nil {
			return fault
		}
	}
	return nil
}

func (p *param) one(at unsafe.Pointer, text string) *errs.Field {
	if text == "" && !p.convert.text {
		return nil
	}
	if err := p.convert.set(at, text); err != nil {
		return p.fault(p.convert.message(err))
	}
	return nil
}

func (p *param) add(at unsafe.Pointer, text string) *errs.Field {
	if text == "" && (p.comma || !p.convert.text) {
		return nil
	}
	element := reflect.New(p.list.Elem())
	if err := p.convert.set(element.UnsafePointer(), text); err != nil {
		return p.fault("each value " + p.convert.message(err))
	}
	list := reflect.NewAt(p.list, at).Elem()
	list.Set(reflect.Append(list, element.Elem()))
	return nil
}

func (p *param) fault(message string) *errs.Field {
	return &errs.Field{In: p.in, Pointer: p.pointer, Code: "type", Message: message}
}

// clear empties a list before the values of a request replace its default.
func (p *param) clear(base unsafe.Pointer) {
	if p.list != nil {
		reflect.NewAt(p.list, unsafe.Add(base, p.offset)).Elem().SetZero()
	}
}

// escapePointer writes a name as a segment of a JSON pointer (RFC 6901).
func escapePointer(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
