package codec

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"
)

// scalarWriter returns the writer of a kind that holds no others, nil for the rest.
func scalarWriter(t reflect.Type) write {
	switch t.Kind() {
	case reflect.String:
		return func(e *encoder, at unsafe.Pointer) error {
			e.out = appendString(e.out, *(*string)(at))
			return nil
		}
	case reflect.Bool:
		return func(e *encoder, at unsafe.Pointer) error {
			e.out = strconv.AppendBool(e.out, *(*bool)(at))
			return nil
		}
	case reflect.Int:
		return writeInt[int]
	case reflect.Int8:
		return writeInt[int8]
	case reflect.Int16:
		return writeInt[int16]
	case reflect.Int32:
		return writeInt[int32]
	case reflect.Int64:
		return writeInt[int64]
	case reflect.Uint:
		return writeUint[uint]
	case reflect.Uint8:
		return writeUint[uint8]
	case reflect.Uint16:
		return writeUint[uint16]
	case reflect.Uint32:
		return writeUint[uint32]
	case reflect.Uint64, reflect.Uintptr:
		return writeUint[uint64]
	case reflect.Float32:
		return func(e *encoder, at unsafe.Pointer) error { return e.float(float64(*(*float32)(at)), 32) }
	case reflect.Float64:
		return func(e *encoder, at unsafe.Pointer) error { return e.float(*(*float64)(at), 64) }
	default:
		return nil
	}
}

func writeInt[T int | int8 | int16 | int32 | int64](e *encoder, at unsafe.Pointer) error {
	e.out = strconv.AppendInt(e.out, int64(*(*T)(at)), 10)
	return nil
}

func writeUint[T uint | uint8 | uint16 | uint32 | uint64](e *encoder, at unsafe.Pointer) error {
	e.out = strconv.AppendUint(e.out, uint64(*(*T)(at)), 10)
	return nil
}

// float writes the shortest text that reads back as the same number, in the
// notation of ECMAScript (ECMA-262, Number::toString), as encoding/json does.
func (e *encoder) float(f float64, bits int) error {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return fmt.Errorf("encode JSON: %v is no number that JSON knows", f)
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (bits == 64 && (abs < 1e-6 || abs >= 1e21) ||
		bits == 32 && (float32(abs) < 1e-6 || float32(abs) >= 1e21)) {
		format = 'e'
	}
	e.out = strconv.AppendFloat(e.out, f, format, -1, bits)
	if n := len(e.out); format == 'e' && n >= 4 && e.out[n-4] == 'e' && e.out[n-3] == '-' && e.out[n-2] == '0' {
		e.out[n-2] = e.out[n-1] // e-09 is e-9
		e.out = e.out[:n-1]
	}
	return nil
}

func writeTime(e *encoder, at unsafe.Pointer) error {
	out, err := (*time.Time)(at).AppendText(append(e.out, '"'))
	if err != nil {
		return fmt.Errorf("encode JSON: %w", err)
	}
	e.out = append(out, '"')
	return nil
}

func writeDuration(e *encoder, at unsafe.Pointer) error {
	e.out = append(e.out, '"')
	e.out = append(e.out, (*time.Duration)(at).String()...)
	e.out = append(e.out, '"')
	return nil
}

func writeNumber(e *encoder, at unsafe.Pointer) error {
	number := *(*json.Number)(at)
	if number == "" {
		number = "0"
	}
	if !json.Valid([]byte(number)) || number[0] != '-' && (number[0] < '0' || number[0] > '9') {
		return fmt.Errorf("encode JSON: %q is no number", string(number))
	}
	e.out = append(e.out, number...)
	return nil
}

// appendString writes s in quotes. Text that is not UTF-8 is replaced by U+FFFD:
// an answer with one broken name is worth more than none.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				out = append(append(out, s[start:i]...), "\ufffd"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c < ' ' || c == '"' || c == '\\' {
			out = appendEscape(append(out, s[start:i]...), c)
			start = i + 1
		}
		i++
	}
	return append(append(out, s[start:]...), '"')
}

func appendEscape(out []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(out, '\\', c)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		return append(out, '\\', 'r')
	case '\t':
		return append(out, '\\', 't')
	case '\b':
		return append(out, '\\', 'b')
	case '\f':
		return append(out, '\\', 'f')
	default:
		const hex = "0123456789abcdef"
		return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
}
