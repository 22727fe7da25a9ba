package query

import (
	"encoding"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Kind is what a value is. Values of different kinds are never equal, and
// neither is less than the other.
type Kind uint8

// The kinds. Array and Object occur in documents only.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"null", "boolean", "number", "text", "array", "object"}

// String returns the kind's name in messages.
func (k Kind) String() string { return kindNames[k] }

// Value is what a condition compares with: null, a boolean, a number or a text.
// The zero value is null.
type Value struct {
	kind    Kind
	isFloat bool
	int     int64 // also 0 or 1 for a boolean
	float   float64
	text    string
}

// Kind returns what the value is.
func (v Value) Kind() Kind { return v.kind }

// Any returns the value as nil, bool, int64, float64 or string.
func (v Value) Any() any {
	switch {
	case v.kind == Bool:
		return v.int != 0
	case v.kind == String:
		return v.text
	case v.isFloat:
		return v.float
	case v.kind == Number:
		return v.int
	}
	return nil
}

// TimeLayout is how documents and queries write a time: UTC, of fixed width, so
// that times sort as text. It is a form of RFC 3339.
const TimeLayout = "2006-01-02T15:04:05.000000000Z"

// FormatTime returns t in [TimeLayout].
func FormatTime(t time.Time) string { return t.UTC().Format(TimeLayout) }

// ValueOf returns v as a value, or an error that says what to do where v is of a
// type that documents do not keep as a scalar. See [Field] for the types.
func ValueOf(v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Value{}, nil
	case string:
		return textValue(v)
	case int:
		return Value{kind: Number, int: int64(v)}, nil
	case int64:
		return Value{kind: Number, int: v}, nil
	case bool:
		return boolValue(v), nil
	case float64:
		return floatValue(v)
	case time.Time:
		return timeValue(v)
	}
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer {
		if r.IsNil() {
			return Value{}, nil
		}
		return ValueOf(r.Elem().Interface())
	}
	switch m := addressable(r).(type) {
	case json.Marshaler:
		return marshaledValue(m)
	case encoding.TextMarshaler:
		text, err := m.MarshalText()
		if err != nil {
			return Value{}, errs.Invalid("invalid_query", "a query value of type %T cannot be written as text", v).Wrap(err)
		}
		return textValue(string(text))
	}
	return kindValue(r)
}

// addressable returns a pointer to a copy of r, whose method set includes the
// methods with pointer receivers.
func addressable(r reflect.Value) any {
	p := reflect.New(r.Type())
	p.Elem().Set(r)
	return p.Interface()
}

func kindValue(r reflect.Value) (Value, error) {
	switch {
	case r.Kind() == reflect.String:
		return textValue(r.String())
	case r.Kind() == reflect.Bool:
		return boolValue(r.Bool()), nil
	case r.CanInt():
		return Value{kind: Number, int: r.Int()}, nil
	case r.CanUint() && r.Uint() <= math.MaxInt64:
		return Value{kind: Number, int: int64(r.Uint())}, nil //nolint:gosec // checked in the case
	case r.CanUint():
		return Value{}, errs.Invalid("invalid_query", "%d is more than a document keeps exactly (%d); keep such numbers as text", r.Uint(), int64(math.MaxInt64))
	case r.CanFloat():
		// The shortest decimal of a float32 is what documents hold, not its widened bits.
		return parseFloat(r)
	}
	return Value{}, errs.Internal("invalid_query", "a value of type %s cannot be used in a query; "+
		"use a string, boolean, number or time, or give the type a MarshalText method", r.Type())
}

func boolValue(b bool) Value {
	if b {
		return Value{kind: Bool, int: 1}
	}
	return Value{kind: Bool}
}

func textValue(s string) (Value, error) {
	if !utf8.ValidString(s) {
		return Value{}, errs.Invalid("invalid_query", "the text %q in a query is not valid UTF-8; no document holds such text", s)
	}
	return Value{kind: String, text: s}, nil
}

func timeValue(t time.Time) (Value, error) {
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return Value{}, errs.Invalid("invalid_query", "the time %v in a query is outside the years 0 to 9999 that documents keep", t)
	}
	return Value{kind: String, text: FormatTime(t)}, nil
}

func floatValue(f float64) (Value, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}, errs.Invalid("invalid_query", "%v in a query is no number that a document can hold; leave the condition out", f)
	}
	return Value{kind: Number, isFloat: true, float: f}, nil
}

func marshaledValue(m json.Marshaler) (Value, error) {
	body, err := m.MarshalJSON()
	if err != nil {
		return Value{}, errs.Invalid("invalid_query", "a query value of type %T cannot be written as JSON", m).Wrap(err)
	}
	n, err := parse(body)
	if err != nil {
		return Value{}, errs.Internal("invalid_query", "a query value of type %T writes invalid JSON", m).Wrap(err)
	}
	if n.value.kind >= Array {
		return Value{}, errs.Internal("invalid_query", "a value of type %s is an %s in a document; compare one of its members instead",
			strings.TrimPrefix(reflect.TypeOf(m).String(), "*"), n.value.kind)
	}
	return n.value, nil
}

func valueAt(path Path, operand any) (Value, error) {
	if err := path.Check(); err != nil {
		return Value{}, err
	}
	return ValueOf(operand)
}
