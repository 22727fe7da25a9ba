package codec

import (
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/neuroglia-go/neuroglia/errs"
)

// maxPasses bounds the work that a faulty text can cause.
const maxPasses = 16

// explain turns the decoder's first error into the list of all faults. The
// decoder stops at the first, so each faulty value is noted, taken out of a copy
// of the text, and the rest is read again: v ends up with everything that fits.
func explain(data []byte, v any, options json.Options, err error) error {
	if err == nil {
		return errs.Validation(fault("", "type", "must be "+want(reflect.TypeOf(v).Elem())))
	}
	if broken := json.Unmarshal(data, new(jsontext.Value)); broken != nil {
		return malformed(broken) // text that is no JSON is that first, wherever it breaks
	}
	var faults []errs.Field
	text := append([]byte(nil), data...)
	for range maxPasses {
		semantic, ok := errors.AsType[*json.SemanticError](err)
		if !ok {
			return errs.Internal("decode", "the body could not be read").Wrap(err)
		}
		unknown := errors.Is(semantic.Err, json.ErrUnknownName)
		faults = append(faults, faultOf(semantic, unknown))
		if text, ok = without(text, semantic.JSONPointer, unknown); !ok {
			break
		}
		if err = json.Unmarshal(text, v, options); err == nil {
			break
		}
	}
	return errs.Validation(faults...)
}

func fault(pointer, code, message string) errs.Field {
	return errs.Field{In: "body", Pointer: pointer, Code: code, Message: message}
}

func faultOf(e *json.SemanticError, unknown bool) errs.Field {
	pointer := string(e.JSONPointer)
	if unknown {
		return fault(pointer, "unknown_field", "is not a field that is read here")
	}
	if own, ok := errors.AsType[*errs.Error](e.Err); ok && own.Kind != errs.KindInternal && own.Message != "" {
		return fault(pointer, "type", own.Message)
	}
	return fault(pointer, "type", "must be "+want(e.GoType))
}

// malformed words a text that is no JSON, or not of the strict kind read here.
func malformed(err error) error {
	syntactic, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok {
		return errs.Invalid("malformed_body", "the body is not valid JSON").Wrap(err)
	}
	pointer := string(syntactic.JSONPointer)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return errs.Invalid("malformed_body", "the body is not valid JSON: the member %s is given twice", pointer).Wrap(err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errs.Invalid("malformed_body", "the body is not valid JSON: it ends too early, after byte %d", syntactic.ByteOffset).Wrap(err)
	}
	message := "the body is not valid JSON: " + syntactic.Err.Error() + " at byte " + strconv.FormatInt(syntactic.ByteOffset, 10)
	if pointer != "" {
		message += ", in " + pointer
	}
	return errs.New(errs.KindInvalid, "malformed_body", message).Wrap(err)
}

// want says what the type looks like in JSON, to complete "must be …".
func want(t reflect.Type) string {
	if t == nil {
		return "a valid value"
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "a date and time such as 2026-01-31T12:00:00Z"
	case t.Name() == "UUID":
		return "a UUID"
	case isTextual(t):
		return "a string in the right format"
	}
	return wantKind(t)
}

func wantKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Int8, reflect.Int16, reflect.Int32:
		return "a whole number of at most " + strconv.Itoa(t.Bits()) + " bits"
	case reflect.Uint, reflect.Uint64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return "a whole number from 0 to " + strconv.FormatUint(1<<t.Bits()-1, 10)
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return "a string in base64"
		}
		return wantList(t)
	case reflect.Struct, reflect.Map:
		return "an object"
	default:
		return "a valid value"
	}
}

func wantList(t reflect.Type) string {
	if t.Kind() == reflect.Array {
		return "a list of " + strconv.Itoa(t.Len())
	}
	return "a list"
}

// isTextual reports whether the type reads itself, as text or as JSON.
func isTextual(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	for _, method := range [...]reflect.Type{
		reflect.TypeFor[interface{ UnmarshalText([]byte) error }](),
		reflect.TypeFor[json.Unmarshaler](),
		reflect.TypeFor[json.UnmarshalerFrom](),
	} {
		if p.Implements(method) {
			return true
		}
	}
	return false
}

// without returns the text without the value at the pointer: an unknown member
// is cut out, any other value becomes null.
func without(text []byte, pointer jsontext.Pointer, cut bool) ([]byte, bool) {
	at, ok := find(text, pointer)
	switch {
	case !ok:
		return nil, false
	case cut:
		return append(text[:at.member:at.member], text[at.next:]...), true
	case string(text[at.start:at.end]) == "null":
		return nil, false // null does not fit either
	default:
		return []byte(strings.Join([]string{string(text[:at.start]), "null", string(text[at.end:])}, "")), true
	}
}
