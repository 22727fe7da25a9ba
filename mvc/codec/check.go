package codec

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
)

// TypeChecker is a [Codec] that tells before the first request which types it
// cannot carry. The errors join every place in the type, by Go names.
type TypeChecker interface {
	// CheckRead reports what of t no JSON could ever be read into.
	CheckRead(t reflect.Type) error
	// CheckWrite reports what of t could not be written.
	CheckWrite(t reflect.Type) error
}

var _ TypeChecker = (*JSON)(nil)

// CheckRead reports channels, functions and the like, interfaces other than any,
// and structs whose tags clash.
func (*JSON) CheckRead(t reflect.Type) error {
	c := typeCheck{reads: true, seen: map[reflect.Type]bool{}}
	c.check(t, t.String())
	return errors.Join(c.faults...)
}

// CheckWrite reports channels, functions and the like, and maps whose keys are no
// names.
func (*JSON) CheckWrite(t reflect.Type) error {
	c := typeCheck{seen: map[reflect.Type]bool{}}
	c.check(t, t.String())
	return errors.Join(c.faults...)
}

type typeCheck struct {
	reads  bool
	seen   map[reflect.Type]bool
	faults []error
}

func (c *typeCheck) fault(path, format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf("%s: "+format, append([]any{path}, args...)...))
}

func (c *typeCheck) check(t reflect.Type, path string) {
	if c.seen[t] || c.isOwn(t) {
		return
	}
	c.seen[t] = true
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		c.fault(path, `JSON cannot carry a %s; leave it out with json:"-"`, t)
	case reflect.Interface:
		if c.reads && t.NumMethod() > 0 {
			c.fault(path, "JSON cannot be read into the interface %s; use a concrete type", t)
		}
	case reflect.Pointer, reflect.Slice, reflect.Array:
		c.check(t.Elem(), path)
	case reflect.Map:
		c.checkKey(t.Key(), path)
		c.check(t.Elem(), path)
	case reflect.Struct:
		c.checkStruct(t, path)
	}
}

// isOwn reports whether the type reads or writes itself.
func (c *typeCheck) isOwn(t reflect.Type) bool {
	if c.reads {
		return isTextual(t)
	}
	return implements[json.MarshalerTo](t) || implements[json.Marshaler](t) || implements[interface{ MarshalText() ([]byte, error) }](t)
}

func (c *typeCheck) checkKey(t reflect.Type, path string) {
	switch {
	case c.isOwn(t), t.Kind() == reflect.String, t.Kind() >= reflect.Int && t.Kind() <= reflect.Uintptr:
	default:
		c.fault(path, "a %s cannot be the name of a member; use a string, an integer or a type that is text", t)
	}
}

func (c *typeCheck) checkStruct(t reflect.Type, path string) {
	if c.reads {
		// The decoder looks at the tags of a struct when it first meets the type.
		if semantic, ok := errors.AsType[*json.SemanticError](json.Unmarshal([]byte("{}"), reflect.New(t).Interface())); ok {
			c.fault(path, "its tags are faulty: %w", semantic.Err)
			return
		}
	}
	for _, f := range jsonFields(t) {
		c.check(f.typ, path+"."+t.FieldByIndex(f.index).Name)
	}
}
