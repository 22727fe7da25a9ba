package codec

import (
	"bytes"
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

	// Durations are written as time.ParseDuration reads them. Functions cost a
	// look-up for every value, so only types that hold a duration get them.
	durations = json.WithUnmarshalers(json.UnmarshalFromFunc(readDuration))

	rejectingDurations = json.JoinOptions(rejecting, durations)
	ignoringDurations  = json.JoinOptions(ignoring, durations)
)

func (c *JSON) optionsFor(t reflect.Type, u UnknownFields) json.Options {
	timed := c.holdsDuration(t)
	switch {
	case u == Ignore && timed:
		return ignoringDurations
	case u == Ignore:
		return ignoring
	case timed:
		return rejectingDurations
	default:
		return rejecting
	}
}

func readDuration(d *jsontext.Decoder, to *time.Duration) error {
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() == 'n' {
		*to = 0
		return nil
	}
	if token.Kind() != '"' {
		return errs.Invalid("type", "must be %s", wantDuration)
	}
	value, err := time.ParseDuration(token.String())
	if err != nil {
		return errs.Invalid("type", "must be %s", wantDuration)
	}
	*to = value
	return nil
}

func (c *JSON) holdsDuration(t reflect.Type) bool {
	if known, ok := c.timed.Load(t); ok {
		return known.(bool)
	}
	holds := findDuration(t, map[reflect.Type]bool{})
	c.timed.Store(t, holds)
	return holds
}

func findDuration(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t == reflect.TypeFor[time.Duration]() {
		return true
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return findDuration(t.Elem(), seen)
	case reflect.Map:
		return findDuration(t.Elem(), seen) || findDuration(t.Key(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if findDuration(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}
