package cloudevents

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// URI is an attribute that is an absolute URI.
type URI string

// URIRef is an attribute that is a URI reference.
type URIRef string

// Value is one of the types that an attribute can have.
type Value interface {
	bool | int32 | string | []byte | URI | URIRef | time.Time
}

// Extension returns the value of an extension as the type T, and whether the event has
// it. Many formats know nothing but text, so a value is also read from its canonical
// string: "true", "-7", base64, RFC 3339. Any value can be read as a string. One that
// cannot be read as T is an errs.KindInvalid.
func Extension[T Value](e Event, name string) (T, bool, error) {
	var value T
	have, found := e.Extensions[name]
	if !found {
		return value, false, nil
	}
	if same, ok := have.(T); ok {
		return same, true, nil
	}
	text, fault := format(have)
	if fault == "" {
		fault = parse(text, &value)
	}
	if fault != "" {
		return value, true, errs.Invalid("invalid_extension", "the extension %q of event %q %s", name, e.ID, fault)
	}
	return value, true, nil
}

// format returns the canonical string of a value, or what is wrong with it.
func format(value any) (text, fault string) {
	switch v := value.(type) {
	case string:
		return v, textFault(v)
	case bool:
		return strconv.FormatBool(v), ""
	case int32:
		return strconv.Itoa(int(v)), ""
	case []byte:
		return base64.StdEncoding.EncodeToString(v), ""
	case URI:
		if !isAbsoluteURI(string(v)) {
			return "", "must be an absolute URI"
		}
		return string(v), ""
	case URIRef:
		if !isURIReference(string(v)) {
			return "", "must be a URI reference"
		}
		return string(v), ""
	case time.Time:
		if !isWritable(v) {
			return "", "must be a time in the years 0 to 9999"
		}
		return string(appendTime(nil, v)), ""
	default:
		return "", fmt.Sprintf("is a %T; use bool, int32, string, []byte, URI, URIRef or time.Time", value)
	}
}

// parse reads the canonical string into what the target points at, and returns what is
// wrong with it.
func parse(text string, target any) (fault string) {
	ok := true
	switch v := target.(type) {
	case *string:
		*v = text
	case *bool:
		*v, ok = text == "true", text == "true" || text == "false"
		fault = "must be true or false"
	case *int32:
		*v, ok = parseInteger(text)
		fault = "must be an integer of 32 bits"
	case *[]byte:
		var err error
		*v, err = base64.StdEncoding.Strict().DecodeString(text)
		ok, fault = err == nil, "must be base64"
	case *URI:
		*v, ok = URI(text), isAbsoluteURI(text)
		fault = "must be an absolute URI"
	case *URIRef:
		*v, ok = URIRef(text), isURIReference(text)
		fault = "must be a URI reference"
	case *time.Time:
		*v, ok = parseTime(text)
		fault = "must be a time as of RFC 3339"
	}
	if ok {
		return ""
	}
	return fault
}

// parseInteger reads the integer component of a JSON number.
func parseInteger(s string) (int32, bool) {
	digits := s
	if digits != "" && digits[0] == '-' {
		digits = digits[1:]
	}
	if digits == "" || !isDigits(digits) || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return int32(n), err == nil
}
