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
	if properties, ok := v.Interface().(Properties); ok {
		for _, p := range properties {
			walk(reflect.ValueOf(p.Schema), pointer+"/"+escapePointer(p.Name), visit)
		}
		return
	}
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

// schemas visits every schema below a node of the model.
func schemas(node any, visit func(pointer string, s *Schema)) {
	walk(reflect.ValueOf(node), "", func(pointer string, node any) bool {
		if s, ok := node.(*Schema); ok {
			visit(pointer, s)
		}
		return true
	})
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1")

func escapePointer(name string) string { return pointerEscaper.Replace(name) }
