package query

import (
	"iter"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Path is the place of a value in a document: object members joined by dots.
// A path that passes [Path.Check] holds letters of ASCII, digits, underscores,
// hyphens and dots only, so it needs no escaping in any query language.
type Path string

// idPath can be no member's path, because a dollar begins none.
const idPath Path = "$id"

// IsID reports whether the path is the identity of the document itself.
func (p Path) IsID() bool { return p == idPath }

// Segments returns the members from the outermost to the innermost.
func (p Path) Segments() iter.Seq[string] { return strings.SplitSeq(string(p), ".") }

// Check returns an error that says what is wrong with the path, or nil.
func (p Path) Check() error {
	if p.IsID() {
		return nil
	}
	for segment := range p.Segments() {
		if !isSegment(segment) {
			return errs.Internal("invalid_query", "query path %q: %q is no member name; "+
				"use names joined by dots that begin with a letter or _ and hold letters, digits, _ and -, as in \"customer.phone\"",
				string(p), segment)
		}
	}
	return nil
}

func isSegment(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		inner := c >= '0' && c <= '9' || c == '-'
		if !letter && (i == 0 || !inner) {
			return false
		}
	}
	return s != ""
}
