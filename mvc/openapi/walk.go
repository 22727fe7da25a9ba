package openapi

import (
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// visitor sees every node of a document with the JSON pointer that leads to it.
// It returns false to leave out what is inside.
type visitor func(pointer string, node any) bool

// walk visits the model depth first in the order in which it is written. Nodes
// are pointers to structs of the model.
func walk(v reflect.Value, pointer string, visit visitor) {
	switch v.Kind() {
	case reflect.Pointer:
		if s, ok := reflect.TypeAssert[*Schema](v); ok {
			s.walk(pointer, visit)
			return
		}
		if v.IsNil() || v.Elem().Kind() != reflect.Struct && v.Elem().Kind() != reflect.Slice {
			return
		}
		if v.Elem().Kind() == reflect.Struct && !visit(pointer, v.Interface()) {
			return
		}
		walkFields(v.Elem(), pointer, visit)
	case reflect.Struct:
		if v.CanAddr() {
			walk(v.Addr(), pointer, visit)
		}
	case reflect.Slice:
		walkSlice(v, pointer, visit)
	case reflect.Map:
		for name, value := range sortedMap(v) {
			walk(value, pointer+"/"+escapePointer(name), visit)
		}
	}
}

func walkFields(v reflect.Value, pointer string, visit visitor) {
	if v.Kind() != reflect.Struct {
		walk(v, pointer, visit)
		return
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.IsExported() && name != "-" && name != "" {
			walk(v.Field(i), pointer+"/"+name, visit)
		}
	}
}

func walkSlice(v reflect.Value, pointer string, visit visitor) {
	for i := range v.Len() {
		walk(v.Index(i), pointer+"/"+strconv.Itoa(i), visit)
	}
}

func sortedMap(v reflect.Value) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) {
		names := v.MapKeys()
		slices.SortFunc(names, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, name := range names {
			if !yield(name.String(), v.MapIndex(name)) {
				return
			}
		}
	}
}

// walk visits a schema and those inside it, without the cost of reflection: there
// are many.
func (s *Schema) walk(pointer string, visit visitor) {
	if s == nil || !visit(pointer, s) {
		return
	}
	for name, inner := range s.inside() {
		inner.walk(pointer+"/"+name, visit)
	}
	for _, p := range s.Properties {
		p.Schema.walk(pointer+"/properties/"+escapePointer(p.Name), visit)
	}
}

// inside yields the schemas right inside this one, but for the properties, with
// the last part of the pointer to each.
func (s *Schema) inside() iter.Seq2[string, *Schema] {
	return func(yield func(string, *Schema) bool) {
		for _, one := range [...]struct {
			name   string
			schema *Schema
		}{{"additionalProperties", s.AdditionalProperties}, {"propertyNames", s.PropertyNames}, {"items", s.Items}, {"not", s.Not}} {
			if one.schema != nil && !yield(one.name, one.schema) {
				return
			}
		}
		for _, many := range [...]struct {
			name    string
			schemas []*Schema
		}{{"oneOf", s.OneOf}, {"anyOf", s.AnyOf}, {"allOf", s.AllOf}} {
			for i, inner := range many.schemas {
				if inner != nil && !yield(many.name+"/"+strconv.Itoa(i), inner) {
					return
				}
			}
		}
	}
}

// each visits a schema and those inside it.
func (s *Schema) each(visit func(*Schema)) {
	if s == nil {
		return
	}
	visit(s)
	for _, inner := range s.inside() {
		inner.each(visit)
	}
	for _, p := range s.Properties {
		p.Schema.each(visit)
	}
}

// each visits every schema of the document.
func (d *Document) each(visit func(*Schema)) {
	walk(reflect.ValueOf(d), "", func(_ string, node any) bool {
		s, ok := node.(*Schema)
		if ok {
			s.each(visit)
		}
		return !ok
	})
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func escapePointer(name string) string { return pointerEscaper.Replace(name) }
