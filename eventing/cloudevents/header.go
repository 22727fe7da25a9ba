package cloudevents

import (
	"strings"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Escape writes the value of an attribute for a header of HTTP or NATS: space, quote,
// percent and all that is not printable ASCII as %XX, byte by byte of its UTF-8.
func Escape(value string) string {
	escapes := 0
	for i := range len(value) {
		if !isPlain(value[i]) {
			escapes++
		}
	}
	if escapes == 0 {
		return value
	}
	const digits = "0123456789ABCDEF"
	b := make([]byte, 0, len(value)+2*escapes)
	for i := range len(value) {
		if c := value[i]; isPlain(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return string(b)
}

func isPlain(c byte) bool { return c > ' ' && c < 0x7f && c != '"' && c != '%' }

// Unescape reads what [Escape] wrote, and what older senders write: parts in double
// quotes with backslashes, and UTF-8 as it is. A percent sign without two digits behind
// it, a quote that is not closed and bytes that are not UTF-8 are an errs.KindInvalid.
func Unescape(header string) (string, error) {
	text := header
	if strings.IndexByte(header, '"') >= 0 {
		var ok bool
		if text, ok = unquoteHeader(header); !ok {
			return "", errs.Invalid("invalid_header", "a quoted string is not closed")
		}
	}
	if strings.IndexByte(text, '%') >= 0 {
		var ok bool
		if text, ok = unescapePercent(text); !ok {
			return "", errs.Invalid("invalid_header", "a percent sign stands without two hexadecimal digits; write it as %%25")
		}
	}
	if !utf8.ValidString(text) {
		return "", errs.Invalid("invalid_header", "the value is not UTF-8")
	}
	return text, nil
}

// unquoteHeader takes away the quotes of RFC 7230, section 3.2.6.
func unquoteHeader(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	quoted := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted && i+1 < len(s):
			i++
			b = append(b, s[i])
		default:
			b = append(b, c)
		}
	}
	return string(b), !quoted
}

func unescapePercent(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		high, low := unhex(s[i+1]), unhex(s[i+2])
		if high > 15 || low > 15 {
			return "", false
		}
		b = append(b, high<<4|low)
		i += 2
	}
	return string(b), true
}

// unhex returns the value of a hexadecimal digit, 255 for what is none.
func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	default:
		return 255
	}
}
