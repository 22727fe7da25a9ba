package oidc

import (
	"net/url"
	"strings"
)

// maxReturn is the longest return_to in bytes; it travels in a cookie.
const maxReturn = 512

// local says whether the text is a path of this site, with or without a query, however often
// whoever follows it decodes it.
func local(text string) bool {
	if _, err := url.Parse(text); err != nil || len(text) > maxReturn || !rooted(text) {
		return false
	}
	path, _, _ := strings.Cut(text, "?")
	for range 4 { // an honest path is not encoded thrice
		decoded, err := url.PathUnescape(path)
		if err != nil || decoded == path {
			return true
		}
		if !rooted(decoded) {
			return false
		}
		path = decoded
	}
	return false
}

// rooted says whether the text begins with one slash, and has nothing that browsers take for
// another slash or drop.
func rooted(text string) bool {
	if !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f })
}
