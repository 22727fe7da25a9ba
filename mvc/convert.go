package mvc

import (
	"encoding"
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

// setter reads text into the value at the address. Addresses and not
// reflect.Values, because a request sets each of its parameters through one.
// Each setter is compiled for the type of the value and used for no other.
type setter func(at unsafe.Pointer, text string) error

// converter turns text into a type.
type converter struct {
	set setter
	// want completes "must be …" for a person.
	want string
	// text says that the empty string is a value and not an absence.
	text bool
}

var errFormat = errors.New("the text is no such value")

// converterOf compiles the converter of a type; false when text cannot make one.
func converterOf(t reflect.Type) (converter, bool) {
	switch {
	case t.Kind() == reflect.Pointer:
		return pointerConverter(t)
	case t == reflect.TypeFor[time.Duration]():
		return converter{set: setDuration, want: "a duration such as 1m30s"}, true
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return textConverter(t), true
	}
	switch t.Kind() {
	case reflect.String:
		return converter{set: setString, want: "text in UTF-8", text: true}, true
	case reflect.Bool:
		return converter{set: setBool, want: "true or false"}, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return converter{set: setInt(t.Bits()), want: "a whole number" + sized(t)}, true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return converter{set: setUint(t.Bits()), want: "a whole number that is not negative" + sized(t)}, true
	case reflect.Float32, reflect.Float64:
		return converter{set: setFloat(t.Bits()), want: "a number"}, true
	}
	return converter{}, false
}

// sized adds the limits of the narrow integers.
func sized(t reflect.Type) string {
	if t.Bits() == 64 {
		return ""
	}
	return " of at most " + strconv.Itoa(t.Bits()) + " bits"
}

func pointerConverter(t reflect.Type) (converter, bool) {
	inner, ok := converterOf(t.Elem())
	return converter{want: inner.want, text: inner.text, set: func(at unsafe.Pointer, text string) error {
		value := reflect.New(t.Elem())
		if err := inner.set(value.UnsafePointer(), text); err != nil {
			return err
		}
		reflect.NewAt(t, at).Elem().Set(value)
		return nil
	}}, ok
}

func textConverter(t reflect.Type) converter {
	return converter{want: describeText(t), set: func(at unsafe.Pointer, text string) error {
		return reflect.NewAt(t, at).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	}}
}

func describeText(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "a date and time such as 2026-01-31T12:00:00Z"
	case t.Name() == "UUID":
		return "a UUID"
	default:
		return "in the right format"
	}
}

func setString(at unsafe.Pointer, text string) error {
	if !utf8.ValidString(text) {
		return errFormat
	}
	*(*string)(at) = text
	return nil
}

func setBool(at unsafe.Pointer, text string) error {
	v, err := strconv.ParseBool(text)
	*(*bool)(at) = v
	return err
}

func setDuration(at unsafe.Pointer, text string) error {
	v, err := time.ParseDuration(text)
	*(*time.Duration)(at) = v
	return err
}

func setInt(bits int) setter {
	return func(at unsafe.Pointer, text string) error {
		v, err := strconv.ParseInt(text, 10, bits)
		if err == nil {
			store(at, bits, uint64(v))
		}
		return err
	}
}

func setUint(bits int) setter {
	return func(at unsafe.Pointer, text string) error {
		v, err := strconv.ParseUint(text, 10, bits)
		if err == nil {
			store(at, bits, v)
		}
		return err
	}
}

// store writes an integer of that many bits; with a sign or without, it lies in
// memory in the same way.
func store(at unsafe.Pointer, bits int, v uint64) {
	switch bits {
	case 8:
		*(*uint8)(at) = uint8(v)
	case 16:
		*(*uint16)(at) = uint16(v)
	case 32:
		*(*uint32)(at) = uint32(v)
	default:
		*(*uint64)(at) = v
	}
}

// setFloat refuses infinities and NaN, which JSON cannot carry back.
func setFloat(bits int) setter {
	return func(at unsafe.Pointer, text string) error {
		v, err := strconv.ParseFloat(text, bits)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return errFormat
		}
		if bits == 32 {
			*(*float32)(at) = float32(v)
		} else {
			*(*float64)(at) = v
		}
		return nil
	}
}

// message words a failed conversion. A type's own words are used where it speaks
// errs, whose messages are meant for clients.
func (c converter) message(err error) string {
	if own, ok := errors.AsType[*errs.Error](err); ok && own.Kind != errs.KindInternal && own.Message != "" {
		return own.Message
	}
	return "must be " + c.want
}
