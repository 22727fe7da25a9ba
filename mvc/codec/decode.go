package codec

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Unmarshal reads data into the pointer v, in one pass where there are no faults.
func (c *JSON) Unmarshal(data []byte, v any, o Options) error {
	if limit := o.depth(); deeper(data, limit) {
		return errs.Invalid("malformed_body", "the body nests arrays and objects deeper than %d levels", limit)
	}
	options := c.optionsFor(reflect.TypeOf(v), o.UnknownFields)
	err := json.Unmarshal(data, v, options)
	if err == nil && !isUnwantedNull(data, v) {
		return nil
	}
	return explain(data, v, options, err)
}

func (o Options) depth() int {
	if o.MaxDepth <= 0 {
		return DefaultMaxDepth
	}
	return o.MaxDepth
}

// deeper reports whether data nests deeper than limit. Text with no more opening
// brackets than that needs no look at where they stand.
func deeper(data []byte, limit int) bool {
	if bytes.Count(data, []byte{'{'})+bytes.Count(data, []byte{'['}) <= limit {
		return false
	}
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// isUnwantedNull reports whether the whole text is null where an object or a
// list is asked for: the decoder takes that as the zero value.
func isUnwantedNull(data []byte, v any) bool {
	if len(data) > 16 || !bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return false
	}
	target := reflect.TypeOf(v)
	if target.Kind() != reflect.Pointer {
		return false
	}
	switch target.Elem().Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map, reflect.Array:
		return true
	default:
		return false
	}
}

// The options of the decoder. They never change.
var (
	rejecting = json.RejectUnknownMembers(true)
	ignoring  = json.RejectUnknownMembers(false)

	// Functions cost a look-up for every value, so only types that hold a duration
	// or a number of any precision get them.
	readers = json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(readDuration), json.UnmarshalFromFunc(readNumber),
	))
	rejectingWithReaders = json.JoinOptions(rejecting, readers)
	ignoringWithReaders  = json.JoinOptions(ignoring, readers)
)

func (c *JSON) optionsFor(t reflect.Type, u UnknownFields) json.Options {
	special := c.isSpecial(t)
	switch {
	case u == Ignore && special:
		return ignoringWithReaders
	case u == Ignore:
		return ignoring
	case special:
		return rejectingWithReaders
	default:
		return rejecting
	}
}

// readDuration reads what time.ParseDuration reads.
func readDuration(d *jsontext.Decoder, to *time.Duration) error {
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	value, failed := time.Duration(0), error(nil)
	switch token.Kind() {
	case 'n':
	case '"':
		value, failed = time.ParseDuration(token.String())
	default:
		failed = errors.ErrUnsupported
	}
	if failed != nil {
		return errs.Invalid("type", "must be a duration such as 1m30s")
	}
	*to = value
	return nil
}

// readNumber keeps the digits as they stand.
func readNumber(d *jsontext.Decoder, to *stdjson.Number) error {
	value, err := d.ReadValue()
	if err != nil {
		return err
	}
	switch value.Kind() {
	case 'n':
		*to = ""
	case '0':
		*to = stdjson.Number(value)
	default:
		return errs.Invalid("type", "must be a number")
	}
	return nil
}

// isSpecial reports whether the type holds values that the decoder reads
// otherwise than this package.
func (c *JSON) isSpecial(t reflect.Type) bool {
	if known, ok := c.special.Load(t); ok {
		return known.(bool)
	}
	special := holdsSpecial(t, map[reflect.Type]bool{})
	c.special.Store(t, special)
	return special
}

func holdsSpecial(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == reflect.TypeFor[time.Duration]() || t == reflect.TypeFor[stdjson.Number]() {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return holdsSpecial(t.Elem(), seen)
	case reflect.Struct:
		for field := range t.Fields() {
			if holdsSpecial(field.Type, seen) {
				return true
			}
		}
	}
	return false
}
