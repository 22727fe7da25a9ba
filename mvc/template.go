package mvc

import (
	"encoding"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
)

// template is the compiled address of a Location header.
type template struct {
	literals []string // one more than the values
	values   []templateValue
}

// templateValue is one {name}: a field of the result, else a path parameter.
type templateValue struct {
	name  string
	index []int
}

// compileLocation compiles the Location of the route, nil when it has none.
func compileLocation(rt *route) (*template, []string) {
	text := rt.spec.location
	if text == "" {
		return nil, nil
	}
	var faults []string
	t := &template{}
	for {
		before, after, found := strings.Cut(text, "{")
		t.literals = append(t.literals, before)
		if !found {
			return t, faults
		}
		name, tail, closed := strings.Cut(after, "}")
		value, ok := templateValueOf(rt, name)
		if !closed || !ok {
			return t, append(faults, fmt.Sprintf("the location %q asks for {%s}, which is neither a JSON field of %s that is text or a number nor a path parameter", rt.spec.location, name, rt.output))
		}
		t.values = append(t.values, value)
		text = tail
	}
}

func templateValueOf(rt *route, name string) (templateValue, bool) {
	if index, ok := jsonField(rt.output, name); ok {
		return templateValue{name: name, index: index}, true
	}
	names, _, _ := parsePattern(rt.pattern)
	return templateValue{name: name}, slices.Contains(names, name)
}

// jsonField finds the field of a struct by its JSON name; it must be something
// that can stand in a path.
func jsonField(t reflect.Type, name string) ([]int, bool) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for _, f := range reflect.VisibleFields(t) {
		own, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if own == "" {
			own = f.Name
		}
		if own == name && f.IsExported() && isPathText(f.Type) {
			return f.Index, true
		}
	}
	return nil, false
}

func isPathText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	default:
		return t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
	}
}

// fill returns the address for a result; out is a pointer to it.
func (t *template) fill(x *exchange, out any) string {
	var b strings.Builder
	if strings.HasPrefix(t.literals[0], "/") {
		b.WriteString(x.endpoint.app.prefix)
	}
	result := reflect.ValueOf(out).Elem()
	for i, value := range t.values {
		b.WriteString(t.literals[i])
		b.WriteString(url.PathEscape(value.text(x, result)))
	}
	b.WriteString(t.literals[len(t.literals)-1])
	return b.String()
}

func (v templateValue) text(x *exchange, result reflect.Value) string {
	if v.index == nil {
		return chi.URLParam(x.r, v.name)
	}
	field, err := reflect.Indirect(result).FieldByIndexErr(v.index)
	if err != nil {
		return ""
	}
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](field); ok {
		text, _ := m.MarshalText() // a value that cannot be written leaves its place empty
		return string(text)
	}
	if field.Kind() == reflect.String {
		return field.String()
	}
	return fmt.Sprint(field.Interface())
}
