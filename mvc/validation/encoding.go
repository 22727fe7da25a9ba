package validation

import (
	"encoding/json"
	"reflect"
	"strings"
)

// encodingRules are for strings that carry something else.
func encodingRules() map[string]builtin {
	return map[string]builtin{
		"json":         {says: "must be JSON", fits: fitText | fitBytes, build: isJSON},
		"jwt":          text("must be a JSON Web Token", isJWT),
		"base64":       text("must be base64", isBase64(inBase64)),
		"base64url":    text("must be URL-safe base64", isBase64(inBase64URL)),
		"base64rawurl": text("must be URL-safe base64 without padding", isBase64RawURL),
		"base32":       text("must be base32", isBase32),
		"url_encoded":  text("must be percent-encoded", isURLEncoded),
		"datauri":      {says: "must be a data URI", fits: fitText},
		"html":         {says: "must hold HTML", fits: fitText},
		"html_encoded": {says: "must be HTML-encoded", fits: fitText},
	}
}

func isJSON(t reflect.Type, _ string) (test, error) {
	if isText(t) {
		return func(p pointer) bool { return json.Valid([]byte(load[string](p))) }, nil
	}
	return func(p pointer) bool { return json.Valid(load[[]byte](p)) }, nil
}

func inBase64(b byte) bool { return b == '+' || b == '/' || isLetterOrDigit(b) }

func inBase64URL(b byte) bool { return b == '-' || b == '_' || isLetterOrDigit(b) }

// isJWT matches three parts of URL-safe base64, the last of which, the signature,
// may be empty.
func isJWT(s string) bool {
	header, rest, _ := strings.Cut(s, ".")
	claims, signature, ok := strings.Cut(rest, ".")
	return ok && some(inBase64URL)(header) && some(inBase64URL)(claims) && all(signature, inBase64URL)
}

// isBase64 matches groups of four, the last padded.
func isBase64(in func(byte) bool) func(string) bool {
	return func(s string) bool {
		if s == "" || len(s)%4 != 0 {
			return false
		}
		return all(strings.TrimSuffix(strings.TrimSuffix(s, "="), "="), in)
	}
}

func isBase64RawURL(s string) bool {
	return len(s) >= 2 && len(s)%4 != 1 && all(s, inBase64URL)
}

// isBase32 matches groups of eight, the last padded.
func isBase32(s string) bool {
	if s == "" || len(s)%8 != 0 {
		return false
	}
	data := strings.TrimRight(s, "=")
	switch len(s) - len(data) {
	case 0, 1, 3, 4, 6:
		return all(data, func(b byte) bool { return b >= 'A' && b <= 'Z' || b >= '2' && b <= '7' })
	}
	return false
}

// isURLEncoded matches text in which every % starts an escape.
func isURLEncoded(s string) bool {
	for {
		_, escape, ok := strings.Cut(s, "%")
		if !ok {
			return true
		}
		if len(escape) < 2 || !isHex(escape[0]) || !isHex(escape[1]) {
			return false
		}
		s = escape[2:]
	}
}
