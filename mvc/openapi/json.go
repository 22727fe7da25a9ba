package openapi

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// jsonWriter writes a tree as indented JSON. Empty lists and objects stay on one
// line; characters such as < and > stay as they are.
type jsonWriter struct {
	bytes.Buffer
	compact bool // everything on one line
}

// literal is what JSON and YAML write alike: null, booleans and numbers.
func literal(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	}
	return "null"
}

func (w *jsonWriter) value(v any, depth int) {
	switch v := v.(type) {
	default:
		w.WriteString(literal(v))
	case string:
		w.Write(quote(v))
	case []any:
		w.list('[', ']', len(v), depth, func(i int) { w.value(v[i], depth+1) })
	case object:
		w.list('{', '}', len(v), depth, func(i int) {
			w.Write(quote(v[i].name))
			w.WriteString(": ")
			w.value(v[i].value, depth+1)
		})
	}
}

func (w *jsonWriter) list(opening, closing byte, n, depth int, item func(i int)) {
	w.WriteByte(opening)
	for i := range n {
		if i > 0 {
			w.WriteByte(',')
			if w.compact {
				w.WriteByte(' ')
			}
		}
		w.newline(depth + 1)
		item(i)
	}
	if n > 0 {
		w.newline(depth)
	}
	w.WriteByte(closing)
}

func (w *jsonWriter) newline(depth int) {
	if w.compact {
		return
	}
	w.WriteByte('\n')
	w.WriteString(strings.Repeat("  ", depth))
}

// quote returns the string in double quotes, in a form that JSON and YAML read
// alike.
func quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
