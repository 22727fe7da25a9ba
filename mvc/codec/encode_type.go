package codec

import (
	"encoding"
	"encoding/base64"
	stdjson "encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// forType chooses how values of a type are written: by their own methods first,
// else by kind.
func (c *compiler) forType(t reflect.Type) write {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return writeTime
	case t == reflect.TypeFor[time.Duration]():
		return writeDuration
	case t == reflect.TypeFor[stdjson.Number]():
		return writeNumber
	case implements[json.MarshalerTo](t):
		return ownJSON(t, func(v any) ([]byte, error) { return json.Marshal(v) })
	case implements[json.Marshaler](t):
		return ownJSON(t, func(v any) ([]byte, error) { return v.(json.Marshaler).MarshalJSON() })
	case implements[encoding.TextMarshaler](t):
		return ownText(t)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return writePointer(c.compile(t.Elem()))
	case reflect.Struct:
		return c.structWriter(t)
	case reflect.Slice:
		return c.sliceWriter(t)
	case reflect.Array:
		return c.arrayWriter(t)
	case reflect.Map:
		return c.mapWriter(t)
	case reflect.Interface:
		return func(e *encoder, at unsafe.Pointer) error {
			if err := e.enter(); err != nil {
				return err
			}
			defer e.leave()
			return e.any(reflect.NewAt(t, at).Elem().Elem())
		}
	}
	if w := scalarWriter(t); w != nil {
		return w
	}
	return func(*encoder, unsafe.Pointer) error {
		return fmt.Errorf("encode JSON: a %s cannot be written; leave it out with json:\"-\"", t)
	}
}

// implements reports whether values of t, which are always addressed here, have
// the methods of I.
func implements[I any](t reflect.Type) bool {
	i := reflect.TypeFor[I]()
	return t.Kind() != reflect.Interface && (t.Implements(i) || reflect.PointerTo(t).Implements(i))
}

// own returns the value at the address as what has the methods of I: the value
// itself, or the pointer to it.
func own[I any](t reflect.Type, at unsafe.Pointer) (value any, isNil bool) {
	v := reflect.NewAt(t, at)
	if !t.Implements(reflect.TypeFor[I]()) {
		return v.Interface(), false
	}
	return v.Elem().Interface(), t.Kind() == reflect.Pointer && v.Elem().IsNil()
}

// ownJSON lets the type write itself and checks that it is JSON.
func ownJSON(t reflect.Type, marshal func(any) ([]byte, error)) write {
	return func(e *encoder, at unsafe.Pointer) error {
		value, isNil := own[json.Marshaler](t, at)
		if isNil {
			e.null()
			return nil
		}
		text, err := marshal(value)
		if err == nil {
			e.out, err = jsontext.AppendFormat(e.out, text, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		}
		if err != nil {
			return fmt.Errorf("encode JSON of %s: %w", t, err)
		}
		return nil
	}
}

func ownText(t reflect.Type) write {
	return func(e *encoder, at unsafe.Pointer) error {
		value, isNil := own[encoding.TextMarshaler](t, at)
		if isNil {
			e.null()
			return nil
		}
		text, err := value.(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return fmt.Errorf("encode JSON of %s: %w", t, err)
		}
		e.out = appendString(e.out, string(text))
		return nil
	}
}

func writePointer(inner write) write {
	return func(e *encoder, at unsafe.Pointer) error {
		target := *(*unsafe.Pointer)(at)
		if target == nil {
			e.null()
			return nil
		}
		if err := e.enter(); err != nil {
			return err
		}
		defer e.leave()
		return inner(e, target)
	}
}

// sliceHeader is how a slice lies in memory.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// sliceWriter writes a nil slice as []: a list that has nothing in it is a list.
func (c *compiler) sliceWriter(t reflect.Type) write {
	if isBytes(t) {
		return func(e *encoder, at unsafe.Pointer) error {
			e.out = appendBase64(e.out, *(*[]byte)(at))
			return nil
		}
	}
	element, size := c.compile(t.Elem()), t.Elem().Size()
	return func(e *encoder, at unsafe.Pointer) error {
		header := (*sliceHeader)(at)
		return e.list(element, header.data, header.len, size)
	}
}

func (c *compiler) arrayWriter(t reflect.Type) write {
	if isBytes(t) {
		return func(e *encoder, at unsafe.Pointer) error {
			e.out = appendBase64(e.out, unsafe.Slice((*byte)(at), t.Len()))
			return nil
		}
	}
	element, size := c.compile(t.Elem()), t.Elem().Size()
	return func(e *encoder, at unsafe.Pointer) error { return e.list(element, at, t.Len(), size) }
}

func (e *encoder) list(element write, data unsafe.Pointer, length int, size uintptr) error {
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	e.out = append(e.out, '[')
	for i := range length {
		if i > 0 {
			e.out = append(e.out, ',')
		}
		if err := element(e, unsafe.Add(data, uintptr(i)*size)); err != nil {
			return err
		}
	}
	e.out = append(e.out, ']')
	return nil
}

// isBytes reports whether a list is written in base64: its elements are plain bytes.
func isBytes(t reflect.Type) bool {
	return t.Elem().Kind() == reflect.Uint8 && !implements[json.Marshaler](t.Elem()) && !implements[encoding.TextMarshaler](t.Elem())
}

func appendBase64(out, data []byte) []byte {
	out = append(out, '"')
	out = base64.StdEncoding.AppendEncode(out, data)
	return append(out, '"')
}

// mapWriter writes the members in the order of their names, so that equal maps
// are equal texts.
func (c *compiler) mapWriter(t reflect.Type) write {
	element := c.compile(t.Elem())
	return func(e *encoder, at unsafe.Pointer) error {
		if err := e.enter(); err != nil {
			return err
		}
		defer e.leave()
		members, err := membersOf(reflect.NewAt(t, at).Elem())
		if err != nil {
			return err
		}
		e.out = append(e.out, '{')
		for i, m := range members {
			if i > 0 {
				e.out = append(e.out, ',')
			}
			e.out = append(appendString(e.out, m.name), ':')
			if err := element(e, m.value.UnsafePointer()); err != nil {
				return err
			}
		}
		e.out = append(e.out, '}')
		return nil
	}
}

type member struct {
	name  string
	value reflect.Value // a pointer to a copy
}

func membersOf(m reflect.Value) ([]member, error) {
	members := make([]member, 0, m.Len())
	for key, value := range m.Seq2() {
		name, err := keyText(key)
		if err != nil {
			return nil, err
		}
		copied := reflect.New(value.Type())
		copied.Elem().Set(value)
		members = append(members, member{name, copied})
	}
	slices.SortFunc(members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	return members, nil
}

func keyText(key reflect.Value) (string, error) {
	if key.Kind() == reflect.String {
		return key.String(), nil
	}
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](key); ok {
		text, err := m.MarshalText()
		return string(text), err
	}
	switch {
	case key.CanInt(), key.CanUint():
		return fmt.Sprint(key.Interface()), nil
	}
	return "", fmt.Errorf("encode JSON: a %s cannot be the name of a member; use a string, an integer or an encoding.TextMarshaler", key.Type())
}
