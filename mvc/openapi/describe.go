package openapi

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"time"
)

// SchemaDescriber is a type that says itself how it looks in JSON. OpenAPISchema
// is called on the zero value of the type and must return a new schema each time.
type SchemaDescriber interface {
	OpenAPISchema() *Schema
}

// TextDescriber is a type that writes itself as text and says in which form: a
// format of JSON Schema or of its own ("decimal"), a regular expression in the
// syntax that ECMA-262 and Go share, or both. Unlike [SchemaDescriber] it needs
// nothing of this package, so that types of a domain can be one.
//
//	func (Money) TextFormat() (format, pattern string) { return "decimal", `^[0-9]+(\.[0-9]{1,2})?$` }
type TextDescriber interface {
	TextFormat() (format, pattern string)
}

// OptionalDescriber is a wrapper that tells an absent value from null and from a
// value, as merge patches need it. OptionalType is called on the zero value and
// returns the type of the value. A field of such a type accepts null and may be
// left out, unless a rule requires it; all other rules are for the value.
type OptionalDescriber interface {
	OptionalType() reflect.Type
}

var (
	describerType     = reflect.TypeFor[SchemaDescriber]()
	optionalType      = reflect.TypeFor[OptionalDescriber]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
	jsonMarshalerType = reflect.TypeFor[json.Marshaler]()
)

// zeroAs returns the zero value of t as an I, trying the type and then its
// pointer.
func zeroAs[I any](t reflect.Type) (I, bool) {
	iface := reflect.TypeFor[I]()
	switch {
	case t.Kind() == reflect.Interface:
	case t.Implements(iface):
		v, ok := reflect.TypeAssert[I](reflect.Zero(t))
		return v, ok
	case reflect.PointerTo(t).Implements(iface):
		v, ok := reflect.TypeAssert[I](reflect.New(t))
		return v, ok
	}
	var none I
	return none, false
}

func implements(t, iface reflect.Type) bool {
	return t.Kind() != reflect.Interface && (t.Implements(iface) || reflect.PointerTo(t).Implements(iface))
}

// optionalOf returns the type that a wrapper, or a pointer to one, holds.
func optionalOf(t reflect.Type) (reflect.Type, bool) {
	o, ok := zeroAs[OptionalDescriber](deref(t))
	if !ok {
		return nil, false
	}
	return o.OptionalType(), true
}

// describe returns the schema of a type; pointers are looked through, their
// null is a matter of where they stand.
func (r *Reflector) describe(t reflect.Type, dir direction) *Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s := r.describeItself(t, dir); s != nil {
		return s
	}
	if values := enumValues(t); values != nil {
		return r.reference(t, dir, func() *Schema { return enumSchema(values) })
	}
	if s := wellKnown(t); s != nil {
		return s
	}
	if t.Name() != "" && isComposite(t.Kind()) {
		return r.reference(t, dir, func() *Schema { return r.describeKind(t, dir) })
	}
	return r.describeKind(t, dir)
}

func isComposite(k reflect.Kind) bool {
	return k == reflect.Struct || k == reflect.Map || k == reflect.Slice || k == reflect.Array
}

// describeItself asks the type; an object becomes a component like any other.
func (r *Reflector) describeItself(t reflect.Type, dir direction) *Schema {
	if inner, ok := optionalOf(t); ok {
		return Nullable(r.describe(inner, dir))
	}
	d, ok := zeroAs[SchemaDescriber](t)
	if !ok {
		return nil
	}
	s := d.OpenAPISchema()
	if s.Type.Has(TypeObject) && t.Name() != "" {
		return r.reference(t, dir, func() *Schema { return s })
	}
	return s
}

// wellKnown describes the types whose JSON has nothing to do with their kind;
// nil for all others.
func wellKnown(t reflect.Type) *Schema {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return String("date-time")
	case t == reflect.TypeFor[time.Duration]():
		return &Schema{Type: Types{TypeString}, Pattern: durationPattern, Examples: []any{"1h30m0s"}}
	case t == reflect.TypeFor[json.Number]():
		return &Schema{Type: Types{TypeNumber}}
	case isUUID(t):
		return String("uuid")
	}
	if d, ok := zeroAs[TextDescriber](t); ok {
		s := String("")
		s.Format, s.Pattern = d.TextFormat()
		return s
	}
	switch {
	case implements(t, jsonMarshalerType):
		return &Schema{}
	case implements(t, textMarshalerType):
		return String("")
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return &Schema{Type: Types{TypeString}, ContentEncoding: "base64"}
	}
	return nil
}

// durationPattern is what time.ParseDuration reads.
const durationPattern = `^[-+]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$`

// isUUID recognises the UUID types in use without importing one.
func isUUID(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8 &&
		t.Name() == "UUID" && implements(t, textMarshalerType)
}

func (r *Reflector) describeKind(t reflect.Type, dir direction) *Schema {
	switch t.Kind() {
	case reflect.Bool:
		return &Schema{Type: Types{TypeBoolean}}
	case reflect.String:
		return String("")
	case reflect.Float32:
		return &Schema{Type: Types{TypeNumber}, Format: "float"}
	case reflect.Float64:
		return &Schema{Type: Types{TypeNumber}, Format: "double"}
	case reflect.Interface:
		return &Schema{}
	case reflect.Slice:
		return ArrayOf(r.element(t.Elem(), dir))
	case reflect.Array:
		s := ArrayOf(r.element(t.Elem(), dir))
		s.MinItems, s.MaxItems = new(t.Len()), new(t.Len())
		return s
	case reflect.Map:
		return r.describeMap(t, dir)
	case reflect.Struct:
		return r.describeStruct(t, dir)
	}
	if s := integerSchema(t.Kind()); s != nil {
		return s
	}
	r.fault("%s: JSON cannot carry a %s; leave the field out with json:\"-\" or give the type an OpenAPISchema method", t, t.Kind())
	return &Schema{}
}

// element describes what a list or a map holds; a nil pointer in it is null.
func (r *Reflector) element(t reflect.Type, dir direction) *Schema {
	s := r.describe(t, dir)
	if t.Kind() == reflect.Pointer {
		return Nullable(s)
	}
	return s
}

func (r *Reflector) describeMap(t reflect.Type, dir direction) *Schema {
	s := &Schema{Type: Types{TypeObject}, AdditionalProperties: r.element(t.Elem(), dir)}
	key := r.describe(t.Key(), dir)
	if names := key.inner(); len(names.Enum) > 0 || names.Format != "" && names.Type.Has(TypeString) {
		s.PropertyNames = key
	}
	return s
}

// integerSchema describes the integers. OpenAPI names the formats of the wide
// ones; the narrow ones state their bounds.
func integerSchema(k reflect.Kind) *Schema {
	s := &Schema{Type: Types{TypeInteger}}
	switch k {
	case reflect.Int, reflect.Int64:
		s.Format = "int64"
	case reflect.Int32:
		s.Format = "int32"
	case reflect.Int8, reflect.Int16:
		bits := map[reflect.Kind]int{reflect.Int8: 8, reflect.Int16: 16}[k]
		s.Minimum = json.Number(strconv.Itoa(-1 << (bits - 1)))
		s.Maximum = json.Number(strconv.Itoa(1<<(bits-1) - 1))
	case reflect.Uint, reflect.Uint64, reflect.Uintptr:
		s.Format, s.Minimum = "uint64", "0"
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		bits := map[reflect.Kind]int{reflect.Uint8: 8, reflect.Uint16: 16, reflect.Uint32: 32}[k]
		s.Minimum, s.Maximum = "0", json.Number(strconv.Itoa(1<<bits-1))
	default:
		return nil
	}
	return s
}
