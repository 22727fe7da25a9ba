package codec

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// structField is one member of an object.
type structField struct {
	prefix []byte // "name":
	path   []hop
	write  write
	omit   func(at unsafe.Pointer) bool // nil: never left out
}

// hop leads to a field: add the offset, then follow the pointer where one is
// embedded.
type hop struct {
	offset  uintptr
	pointer bool
}

func (c *compiler) structWriter(t reflect.Type) write {
	found := jsonFields(t)
	fields := make([]structField, len(found))
	for i, f := range found {
		fields[i] = structField{
			prefix: append(appendString(nil, f.name), ':'),
			path:   f.path, write: c.fieldWriter(f), omit: omission(f),
		}
	}
	return func(e *encoder, at unsafe.Pointer) error {
		if err := e.enter(); err != nil {
			return err
		}
		e.out = append(e.out, '{')
		first := true
		for i := range fields {
			f := &fields[i]
			place := f.locate(at)
			if place == nil || f.omit != nil && f.omit(place) {
				continue
			}
			if !first {
				e.out = append(e.out, ',')
			}
			first = false
			e.out = append(e.out, f.prefix...)
			if err := f.write(e, place); err != nil {
				return err
			}
		}
		e.out = append(e.out, '}')
		e.leave()
		return nil
	}
}

// locate returns the address of the field, nil where an embedded pointer on the
// way is nil.
func (f *structField) locate(at unsafe.Pointer) unsafe.Pointer {
	for _, h := range f.path {
		at = unsafe.Add(at, h.offset)
		if h.pointer {
			if at = *(*unsafe.Pointer)(at); at == nil {
				return nil
			}
		}
	}
	return at
}

// fieldWriter honours the string option, which quotes numbers.
func (c *compiler) fieldWriter(f jsonField) write {
	inner := c.compile(f.typ)
	if !f.quoted || !isNumber(f.typ) {
		return inner
	}
	return func(e *encoder, at unsafe.Pointer) error {
		start := len(e.out)
		if err := inner(e, at); err != nil || string(e.out[start:]) == "null" {
			return err
		}
		e.out = append(slices.Insert(e.out, start, '"'), '"')
		return nil
	}
}

func isNumber(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64
}

// omission returns when the field is left out: omitempty as encoding/json means
// it, omitzero by the IsZero method or the zero value.
func omission(f jsonField) func(at unsafe.Pointer) bool {
	empty, zero := emptiness(f.typ), zeroness(f.typ)
	switch {
	case f.omitEmpty && f.omitZero:
		return func(at unsafe.Pointer) bool { return empty(at) || zero(at) }
	case f.omitEmpty:
		return empty
	case f.omitZero:
		return zero
	default:
		return nil
	}
}

func emptiness(t reflect.Type) func(at unsafe.Pointer) bool {
	switch t.Kind() {
	case reflect.String, reflect.Array, reflect.Slice, reflect.Map:
		return func(at unsafe.Pointer) bool { return reflect.NewAt(t, at).Elem().Len() == 0 }
	case reflect.Struct:
		return func(unsafe.Pointer) bool { return false }
	case reflect.Pointer:
		return func(at unsafe.Pointer) bool { return *(*unsafe.Pointer)(at) == nil }
	default:
		return func(at unsafe.Pointer) bool { return reflect.NewAt(t, at).Elem().IsZero() }
	}
}

func zeroness(t reflect.Type) func(at unsafe.Pointer) bool {
	type zeroer interface{ IsZero() bool }
	if !implements[zeroer](t) {
		return func(at unsafe.Pointer) bool { return reflect.NewAt(t, at).Elem().IsZero() }
	}
	return func(at unsafe.Pointer) bool {
		value, isNil := own[zeroer](t, at)
		return isNil || value.(zeroer).IsZero()
	}
}

// jsonField is a field as its tag describes it.
type jsonField struct {
	name                        string
	typ                         reflect.Type
	path                        []hop
	index                       []int
	tagged                      bool
	omitEmpty, omitZero, quoted bool
}

// jsonFields returns the fields that encoding/json would write, in its order: of
// those that share a name the least deeply embedded one, then the one with a tag,
// and none when that leaves several.
func jsonFields(t reflect.Type) []jsonField {
	var all []jsonField
	collectFields(t, jsonField{}, nil, &all)
	var kept []jsonField
	for i, f := range all {
		if !slices.ContainsFunc(all, func(o jsonField) bool { return o.hides(f) }) && !ambiguous(all, i) {
			kept = append(kept, f)
		}
	}
	return kept
}

// hides reports whether f wins over the other.
func (f jsonField) hides(other jsonField) bool {
	if f.name != other.name || len(f.index) > len(other.index) {
		return false
	}
	return len(f.index) < len(other.index) || f.tagged && !other.tagged
}

func ambiguous(all []jsonField, i int) bool {
	f := all[i]
	for j, o := range all {
		if i != j && o.name == f.name && len(o.index) == len(f.index) && o.tagged == f.tagged {
			return true
		}
	}
	return false
}

func collectFields(t reflect.Type, outer jsonField, within []reflect.Type, all *[]jsonField) {
	if slices.Contains(within, t) {
		return
	}
	within = append(within, t)
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		f := jsonField{
			typ: sf.Type, tagged: name != "",
			index: append(slices.Clone(outer.index), i),
			path:  append(slices.Clone(outer.path), hop{offset: sf.Offset}),
		}
		inner := sf.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case tag == "-" || !sf.IsExported() && (!sf.Anonymous || inner.Kind() != reflect.Struct):
		case sf.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			f.path[len(f.path)-1].pointer = sf.Type.Kind() == reflect.Pointer
			collectFields(inner, f, within, all)
		case sf.IsExported():
			f.name = name
			if name == "" {
				f.name = sf.Name
			}
			f.read(options)
			*all = append(*all, f)
		}
	}
}

func (f *jsonField) read(options string) {
	for option := range strings.SplitSeq(options, ",") {
		f.omitEmpty = f.omitEmpty || option == "omitempty"
		f.omitZero = f.omitZero || option == "omitzero"
		f.quoted = f.quoted || option == "string"
	}
}
