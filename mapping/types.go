package mapping

import (
	"reflect"
	"time"
)

// structOf is the struct that a type is or points at.
func structOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// isObject reports whether a struct keeps something to itself: it has unexported
// fields, so that only its own package can take it apart. Values of it are copied
// whole, pointers to it are shared.
func isObject(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for f := range t.Fields() {
		if f.Anonymous && !f.IsExported() && f.Type.Kind() == reflect.Struct {
			if isObject(f.Type) {
				return true
			}
			continue
		}
		if !f.IsExported() {
			return true
		}
	}
	return false
}

// sharedByPointer reports whether pointers to the type are assigned instead of
// copied. A time is data although it has unexported fields.
func sharedByPointer(t reflect.Type) bool { return isObject(t) && t != reflect.TypeFor[time.Time]() }

// hasPointers reports whether values of the type hold anything that the
// collector follows.
func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if hasPointers(f.Type) {
				return true
			}
		}
		return false
	default:
		return t.Kind() > reflect.Complex128 // all later kinds hold a pointer
	}
}

// maker returns a function that makes one zero value of the type.
func maker(t reflect.Type) func() pointer {
	return func() pointer { return reflect.New(t).UnsafePointer() }
}

// sliceMaker returns a function that makes n zero values side by side.
func sliceMaker(t reflect.Type) func(n int) pointer {
	switch {
	case !hasPointers(t):
		return func(n int) pointer { return words(n, t.Size()) }
	case t.Kind() == reflect.String:
		return func(n int) pointer { return elements(make([]string, n)) }
	case t.Kind() == reflect.Pointer:
		return func(n int) pointer { return elements(make([]pointer, n)) }
	}
	list := reflect.SliceOf(t)
	return func(n int) pointer { return reflect.MakeSlice(list, n, n).UnsafePointer() }
}
