package mapping

import (
	"encoding"
	"reflect"
)

// value adds the steps that make a value of one type from one of another.
func (b *builder) value(dst, src spot) {
	key := pair{src.typ, dst.typ}
	if c := b.converters[key]; c != nil {
		b.call(dst, src, c.dst, c.call)
		return
	}
	if b.rules[key] != nil {
		b.fields(key, dst.offset, src.offset)
		return
	}
	b.assign(dst, src)
}

// assign is value without the converter and rules of the pair itself.
func (b *builder) assign(dst, src spot) {
	switch {
	case dst.typ == src.typ:
		b.same(dst, src)
	case dst.typ.Kind() == reflect.Interface && src.typ.Implements(dst.typ):
		b.toInterface(dst, src)
	case src.typ.Kind() == reflect.Pointer:
		b.fromPointer(dst, src)
	case dst.typ.Kind() == reflect.Pointer:
		b.emit(step{
			op: opNew, dst: dst.offset, src: src.offset,
			sub: b.planFor(dst.typ.Elem(), src.typ, b.trail), detail: &detail{make: maker(dst.typ.Elem())},
		})
	default:
		b.byKind(dst, src)
	}
}

// planFor returns the plan of values that lie elsewhere: behind a pointer, or in
// a list. Structs have one plan wherever they lie, so that a type may contain
// itself.
func (b *builder) planFor(dst, src reflect.Type, t trail) *plan {
	key := pair{src, dst}
	if b.converters[key] == nil && (b.rules[key] != nil || byFields(dst, src)) {
		return b.structPlan(key, t)
	}
	sub := b.sub()
	sub.trail = t
	sub.value(spot{typ: dst}, spot{typ: src})
	return sub.plan
}

// byFields reports whether values of the types are mapped field by field.
func byFields(dst, src reflect.Type) bool {
	if dst.Kind() != reflect.Struct || src.Kind() != reflect.Struct {
		return false
	}
	if src.ConvertibleTo(dst) && isObject(dst) {
		return false
	}
	return !closed(dst) && !closed(src)
}

// same maps between values of one type. What a value shares with its copy in Go
// is copied too, except with objects.
func (b *builder) same(dst, src spot) {
	t := dst.typ
	switch t.Kind() {
	case reflect.Struct:
		if !isObject(t) {
			b.fields(pair{t, t}, dst.offset, src.offset)
			return
		}
	case reflect.Pointer:
		if !sharedByPointer(t.Elem()) {
			b.fromPointer(dst, src)
			return
		}
	case reflect.Slice:
		b.slice(dst, src)
		return
	case reflect.Array:
		if hasPointers(t) {
			b.array(dst, src)
			return
		}
	case reflect.Map:
		b.mapping(dst, src)
		return
	}
	b.raw(t, dst.offset, src.offset)
}

// fromPointer maps from what a pointer points at; nil becomes the zero value.
func (b *builder) fromPointer(dst, src spot) {
	elem := src.typ.Elem()
	through := step{op: opThrough, dst: dst.offset, src: src.offset}
	if dst.typ.Kind() == reflect.Pointer {
		sub := b.sub()
		sub.emit(step{op: opNew, sub: b.planFor(dst.typ.Elem(), elem, b.trail), detail: &detail{make: maker(dst.typ.Elem())}})
		through.sub = sub.plan
	} else {
		through.sub = b.planFor(dst.typ, elem, b.trail)
	}
	b.emit(through)
}

// byKind maps between types that differ and are no pointers.
func (b *builder) byKind(dst, src spot) {
	to, from := dst.typ.Kind(), src.typ.Kind()
	switch {
	case to == from && (to == reflect.Bool || to == reflect.String || to == reflect.Complex64 || to == reflect.Complex128):
		b.raw(dst.typ, dst.offset, src.offset)
	case convertsNumber(to, from):
		b.number(dst, src)
	case to == reflect.String && isBytes(src.typ):
		b.emit(step{op: opBytesToString, dst: dst.offset, src: src.offset})
	case isBytes(dst.typ) && from == reflect.String:
		b.emit(step{op: opStringToBytes, dst: dst.offset, src: src.offset})
	case to == reflect.Slice && from == reflect.Slice:
		b.slice(dst, src)
	case to == reflect.Array && from == reflect.Array && dst.typ.Len() == src.typ.Len():
		b.array(dst, src)
	case to == reflect.Map && from == reflect.Map:
		b.mapping(dst, src)
	case to == reflect.Struct && from == reflect.Struct && b.structs(dst, src):
	case to == reflect.String && implements[encoding.TextMarshaler](src.typ):
		b.call(dst, src, reflect.TypeFor[string](), marshalText(src.typ))
	case from == reflect.String && implements[encoding.TextUnmarshaler](dst.typ):
		b.call(dst, src, dst.typ, unmarshalText(dst.typ))
	default:
		b.unmappable(dst.typ, src.typ)
	}
}

// structs maps between different structs by the names of their fields, unless
// one of them keeps its fields to itself.
func (b *builder) structs(dst, src spot) bool {
	if byFields(dst.typ, src.typ) {
		b.fields(pair{src.typ, dst.typ}, dst.offset, src.offset)
		return true
	}
	if src.typ.ConvertibleTo(dst.typ) {
		b.raw(dst.typ, dst.offset, src.offset)
		return true
	}
	return false
}

// closed reports whether a struct has fields and none that is exported.
func closed(t reflect.Type) bool {
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			return false
		}
	}
	return t.NumField() > 0
}

func (b *builder) number(dst, src spot) {
	to, from := dst.typ.Kind(), src.typ.Kind()
	alike := isInteger(to) && isInteger(from) && isSigned(to) == isSigned(from) && dst.typ.Size() == src.typ.Size()
	if to == from || alike {
		b.raw(dst.typ, dst.offset, src.offset)
		return
	}
	b.emit(step{op: opNumber, dst: dst.offset, src: src.offset, detail: &detail{to: to, from: from}})
}

func (b *builder) slice(dst, src spot) {
	to, from := dst.typ.Elem(), src.typ.Elem()
	sub := b.planFor(to, from, b.trail.into("[]"))
	s := step{op: opSlice, dst: dst.offset, src: src.offset, sub: sub}
	s.detail = &detail{dstSize: to.Size(), srcSize: from.Size(), makeSlice: sliceMaker(to)}
	if r := b.rules[pair{from, to}]; r != nil {
		s.detail.makeSlice = r.makeSlice
	}
	switch {
	case sub.isSpan(to.Size(), from.Size()):
		s.op = opSpan
	case sub.isString(to.Size(), from.Size()):
		s.op = opStrings
	}
	b.emit(s)
}

func (b *builder) array(dst, src spot) {
	to, from := dst.typ.Elem(), src.typ.Elem()
	b.emit(step{
		op: opRepeat, dst: dst.offset, src: src.offset, n: uintptr(dst.typ.Len()),
		sub:    b.planFor(to, from, b.trail.into("[]")),
		detail: &detail{dstSize: to.Size(), srcSize: from.Size()},
	})
}

func (b *builder) mapping(dst, src spot) {
	t := b.trail.into("[]")
	b.emit(step{op: opMap, dst: dst.offset, src: src.offset, detail: &detail{entries: &entries{
		dst: dst.typ, src: src.typ,
		keys:   b.planFor(dst.typ.Key(), src.typ.Key(), t),
		values: b.planFor(dst.typ.Elem(), src.typ.Elem(), t),
	}}})
}

// toInterface assigns to an interface. A nil pointer becomes a nil interface and
// not one that holds a nil pointer.
func (b *builder) toInterface(dst, src spot) {
	b.call(dst, src, dst.typ, func(p pointer) (pointer, error) {
		if src.typ.Kind() == reflect.Pointer && load[pointer](p) == nil {
			return nil, nil
		}
		box := reflect.New(dst.typ)
		box.Elem().Set(reflect.NewAt(src.typ, p).Elem())
		return box.UnsafePointer(), nil
	})
}

func implements[I any](t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[I]())
}

func marshalText(t reflect.Type) func(pointer) (pointer, error) {
	return func(p pointer) (pointer, error) {
		text, err := reflect.NewAt(t, p).Interface().(encoding.TextMarshaler).MarshalText()
		s := string(text)
		return addressOf(&s), err
	}
}

func unmarshalText(t reflect.Type) func(pointer) (pointer, error) {
	return func(p pointer) (pointer, error) {
		box := reflect.New(t)
		err := box.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(load[string](p)))
		return box.UnsafePointer(), err
	}
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}
