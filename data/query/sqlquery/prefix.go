package sqlquery

import "unicode/utf8"

// PrefixEnd returns the least text that is greater than every text with the
// prefix, by code point, so that "text >= prefix AND text < end" finds them by an
// index. There is none for an empty prefix and one of U+10FFFF alone.
func PrefixEnd(prefix string) (end string, ok bool) {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch {
		case last == utf8.MaxRune:
			continue
		case last+1 == 0xD800: // surrogates occur in no text
			return prefix + "\uE000", true
		}
		return prefix + string(last+1), true
	}
	return "", false
}
