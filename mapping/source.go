package mapping

import (
	"reflect"
	"strings"
)

// hop is one move from a value of the source to another within it.
type hop struct {
	kind   hopKind
	offset uintptr // of a field
	typ    reflect.Type
	call   func(src pointer) (pointer, error)
}

type hopKind uint8

const (
	hopField hopKind = iota // to a field at an offset
	hopDeref                // to what a pointer points at
	hopCall                 // to the result of a method
)

// resolve finds the way from a type along the path, or the part of the path
// that does not exist.
func resolve(t reflect.Type, path string) (hops []hop, unknown string) {
	for part := range strings.SplitSeq(path, ".") {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
			hops = append(hops, hop{kind: hopDeref, typ: t})
		}
		more := fieldHops(t, part)
		if more == nil {
			more = methodHop(t, part)
		}
		if more == nil {
			return nil, part
		}
		hops = append(hops, more...)
		t = hops[len(hops)-1].typ
	}
	return hops, ""
}

// fieldHops leads to an exported field, also of an embedded struct.
func fieldHops(t reflect.Type, name string) []hop {
	if t.Kind() != reflect.Struct {
		return nil
	}
	field, ok := t.FieldByName(name)
	if !ok || !field.IsExported() {
		return nil
	}
	var hops []hop
	for i, index := range field.Index {
		if i > 0 && t.Kind() == reflect.Pointer {
			t = t.Elem()
			hops = append(hops, hop{kind: hopDeref, typ: t})
		}
		f := t.Field(index)
		t = f.Type
		hops = append(hops, hop{kind: hopField, offset: f.Offset, typ: t})
	}
	return hops
}

// methodHop leads to what a getter returns: a method without parameters that
// returns a value, or a value and an error.
func methodHop(t reflect.Type, name string) []hop {
	m, ok := reflect.PointerTo(t).MethodByName(name)
	if !ok || t.Kind() == reflect.Interface || m.Type.NumIn() != 1 {
		return nil
	}
	failing := m.Type.NumOut() == 2 && m.Type.Out(1) == reflect.TypeFor[error]()
	if m.Type.NumOut() != 1 && !failing || m.Type.Out(0) == reflect.TypeFor[error]() {
		return nil
	}
	result := m.Type.Out(0)
	return []hop{{kind: hopCall, typ: result, call: func(src pointer) (pointer, error) {
		out := m.Func.Call([]reflect.Value{reflect.NewAt(t, src)})
		if failing && !out[1].IsNil() {
			return nil, out[1].Interface().(error)
		}
		box := reflect.New(result)
		box.Elem().Set(out[0])
		return box.UnsafePointer(), nil
	}}}
}

// nearest returns the field or getter whose name differs in case only.
func nearest(t reflect.Type, name string) string {
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && strings.EqualFold(f.Name, name) {
			return f.Name
		}
	}
	for m := range reflect.PointerTo(t).Methods() {
		if strings.EqualFold(m.Name, name) && methodHop(t, m.Name) != nil {
			return m.Name
		}
	}
	return ""
}
