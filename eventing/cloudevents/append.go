package cloudevents

import (
	"encoding/base64"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Append appends the event in the JSON format to dst. Data that is JSON by its media type
// stands in it byte by byte, other text as a string, and everything else, also what
// claims to be JSON and is not, as data_base64: [Parse] returns what was written. An
// event that is not valid is an error as of [Event.Validate], and dst is unchanged.
func Append(dst []byte, e Event) ([]byte, error) {
	if err := e.Validate(); err != nil {
		return dst, err
	}
	return appendEvent(dst, &e), nil
}

// AppendBatch appends the events in the JSON batch format to dst. If one is not valid, the
// error names it by its index and dst is unchanged.
func AppendBatch(dst []byte, events ...Event) ([]byte, error) {
	var f faults
	for i := range events {
		f.prefix = "/" + strconv.Itoa(i)
		events[i].check(&f)
	}
	if err := f.err(); err != nil {
		return dst, err
	}
	dst = append(dst, '[')
	for i := range events {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendEvent(dst, &events[i])
	}
	return append(dst, ']'), nil
}

func appendEvent(dst []byte, e *Event) []byte {
	dst = append(dst, `{"specversion":"1.0"`...)
	dst = appendText(dst, "id", e.ID)
	dst = appendText(dst, "source", e.Source)
	dst = appendText(dst, "type", e.Type)
	dst = appendText(dst, "subject", e.Subject)
	if !e.Time.IsZero() {
		dst = appendName(dst, "time")
		dst = append(appendTime(append(dst, '"'), e.Time), '"')
	}
	dst = appendText(dst, "datacontenttype", e.DataContentType)
	dst = appendText(dst, "dataschema", e.DataSchema)
	var buffer [16]string
	for _, name := range e.names(buffer[:0]) {
		dst = appendValue(appendName(dst, name), e.Extensions[name])
	}
	return append(appendData(dst, e), '}')
}

// names appends the names of the extensions in order.
func (e *Event) names(dst []string) []string {
	for name := range e.Extensions {
		dst = append(dst, name)
	}
	slices.Sort(dst)
	return dst
}

func appendText(dst []byte, name, value string) []byte {
	if value == "" {
		return dst
	}
	return appendQuoted(appendName(dst, name), value)
}

func appendName(dst []byte, name string) []byte {
	dst = append(dst, ',', '"')
	dst = append(dst, name...)
	return append(dst, '"', ':')
}

func appendValue(dst []byte, value any) []byte {
	switch v := value.(type) {
	case bool:
		return strconv.AppendBool(dst, v)
	case int32:
		return strconv.AppendInt(dst, int64(v), 10)
	case string:
		return appendQuoted(dst, v)
	case []byte:
		return appendBase64(dst, v)
	case time.Time:
		return append(appendTime(append(dst, '"'), v), '"')
	default:
		text, _ := format(value)
		return appendQuoted(dst, text)
	}
}

func appendData(dst []byte, e *Event) []byte {
	switch {
	case e.Data == nil:
		return dst
	case e.DataContentType == "" || !utf8.Valid(e.Data):
	case e.HasJSON():
		if isValidJSON(e.Data) {
			return append(appendName(dst, "data"), e.Data...)
		}
	default:
		return appendQuoted(appendName(dst, "data"), string(e.Data))
	}
	return appendBase64(appendName(dst, "data_base64"), e.Data)
}

// appendQuoted appends text that is known to be UTF-8.
func appendQuoted(dst []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			dst, _ = jsontext.AppendQuote(dst, text)
			return dst
		}
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}

func appendBase64(dst, data []byte) []byte {
	dst = base64.StdEncoding.AppendEncode(append(dst, '"'), data)
	return append(dst, '"')
}
