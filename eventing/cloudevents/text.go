package cloudevents

import (
	"mime"
	"strings"
	"unicode/utf8"
)

// textFault says what is wrong with a value of the type String, "" if nothing is.
func textFault(s string) string {
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return "must be UTF-8"
		case r < ' ' || r >= 0x7f && r <= 0x9f:
			return "must not contain control characters"
		case isNoncharacter(r):
			return "must not contain noncharacters of Unicode"
		}
		i += size
	}
	return ""
}

func isNoncharacter(r rune) bool { return r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe }

// isName reports whether s can be the name of an attribute.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && s != "data"
}

// isCore reports whether the specification itself defines the attribute.
func isCore(name string) bool {
	switch name {
	case "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema":
		return true
	}
	return false
}

// isMediaType reports whether s is a media type of RFC 2046 with a subtype.
func isMediaType(s string) bool {
	if s == JSON {
		return true
	}
	media, _, err := mime.ParseMediaType(s)
	if err != nil {
		return false
	}
	kind, sub, _ := strings.Cut(media, "/")
	return kind != "" && sub != ""
}

// isJSON reports whether a media type declares JSON: */json or */*+json.
func isJSON(s string) bool {
	if s == JSON {
		return true
	}
	media, _, _ := strings.Cut(s, ";")
	_, sub, ok := strings.Cut(strings.ToLower(strings.TrimSpace(media)), "/")
	return ok && (sub == "json" || strings.HasSuffix(sub, "+json"))
}
