package openapi

import (
	"bytes"
	"regexp"
	"strings"
)

// yamlWriter writes a tree as block YAML 1.2. It knows three forms of strings:
// plain where no reader can take them for something else, literal blocks for
// text of several lines, and double quotes for the rest.
type yamlWriter struct{ bytes.Buffer }

func (w *yamlWriter) document(tree any) {
	if isScalar(tree) {
		w.scalar(tree, 0)
		w.WriteByte('\n')
		return
	}
	w.block(tree, 0)
}

// block writes a list or an object that is not empty, each entry on lines of its
// own, indented by depth.
func (w *yamlWriter) block(tree any, depth int) {
	switch v := tree.(type) {
	case object:
		for _, m := range v {
			w.indent(depth)
			w.member(m, depth)
		}
	case []any:
		for _, item := range v {
			w.indent(depth)
			w.item(item, depth)
		}
	}
}

// member writes "name: value".
func (w *yamlWriter) member(m member, depth int) {
	w.key(m.name)
	if isScalar(m.value) {
		w.WriteByte(' ')
		w.scalar(m.value, depth+1)
		w.WriteByte('\n')
		return
	}
	w.WriteByte('\n')
	w.block(m.value, depth+1)
}

// item writes "- value"; the first member of an object stays on the line of the dash.
func (w *yamlWriter) item(item any, depth int) {
	w.WriteByte('-')
	o, ok := item.(object)
	switch {
	case isScalar(item):
		w.WriteByte(' ')
		w.scalar(item, depth+1)
		w.WriteByte('\n')
	case ok:
		w.WriteByte(' ')
		w.member(o[0], depth+1)
		w.block(o[1:], depth+1)
	default:
		w.WriteByte('\n')
		w.block(item, depth+1)
	}
}

func isScalar(v any) bool {
	switch v := v.(type) {
	case object:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return true
}

func (w *yamlWriter) scalar(v any, depth int) {
	switch v := v.(type) {
	default:
		w.WriteString(literal(v))
	case object:
		w.WriteString("{}")
	case []any:
		w.WriteString("[]")
	case string:
		w.text(v, depth)
	}
}

func (w *yamlWriter) key(name string) {
	w.text(name, -1)
	w.WriteByte(':')
}

// text writes a string; a depth below zero means that it must stay on one line.
func (w *yamlWriter) text(s string, depth int) {
	switch {
	case isPlain(s):
		w.WriteString(s)
	case depth >= 0 && isLiteral(s):
		w.literal(s, depth)
	default:
		w.Write(quoteYAML(s))
	}
}

func (w *yamlWriter) literal(s string, depth int) {
	w.WriteByte('|')
	if !strings.HasSuffix(s, "\n") {
		w.WriteByte('-')
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(s, "\n"), "\n") {
		w.WriteByte('\n')
		if line != "" {
			w.indent(depth)
			w.WriteString(line)
		}
	}
}

func (w *yamlWriter) indent(depth int) {
	w.WriteString(strings.Repeat("  ", depth))
}

var (
	// plainText begins with nothing that means something to YAML and holds nothing
	// that ends a plain scalar, a colon or a hash sign above all.
	plainText = regexp.MustCompile(`^[A-Za-z/$_][A-Za-z0-9/$_.,;+*=(){}<>'"!?@%^~ -]*$`)
	// reserved are the words that some YAML reader takes for no string.
	reserved = regexp.MustCompile(`^(?i:true|false|yes|no|on|off|y|n|null|nan|inf)$`)
)

func isPlain(s string) bool {
	return plainText.MatchString(s) && !strings.HasSuffix(s, " ") && !reserved.MatchString(s)
}

// isLiteral reports whether a literal block gives the text back unchanged:
// several lines, none with blanks at its ends, no other control characters.
func isLiteral(s string) bool {
	if !strings.Contains(s, "\n") || strings.HasSuffix(s, "\n\n") || strings.HasPrefix(s, "\n") {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimSpace(line) != line {
			return false
		}
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && !isPrintable(r) })
}

func isPrintable(r rune) bool {
	return r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) && r != 0x2028 && r != 0x2029 && r != 0xfeff && r != 0xfffd && r < 0xfffe
}

// quoteYAML is quote, with the characters escaped that YAML does not print.
func quoteYAML(s string) []byte {
	var b bytes.Buffer
	for _, r := range string(quote(s)) {
		switch {
		case r == 0x7f || (r >= 0x80 && r <= 0x9f) || r == 0xfeff:
			const digits = "0123456789abcdef"
			b.WriteString(`\u`)
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(digits[r>>shift&0xf])
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.Bytes()
}
