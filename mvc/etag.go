package mvc

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Tagged is a result that knows its version. The tag is sent as the ETag header,
// in quotes, and a GET whose If-None-Match names it is answered with 304.
type Tagged interface {
	ETag() string
}

// VersionTag is the entity tag of a version number, as [IfMatch.Version] reads it.
func VersionTag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// quoteTag puts a tag into the quotes of RFC 9110, section 8.8.3, unless it has
// them.
func quoteTag(tag string) string {
	if strings.HasSuffix(tag, `"`) && (strings.HasPrefix(tag, `"`) || strings.HasPrefix(tag, `W/"`)) {
		return tag
	}
	return `"` + tag + `"`
}

// tag sets the ETag header and reports whether the answer was a 304.
func (x *exchange) tag(header http.Header, out any) (done bool) {
	tagged, ok := as[Tagged](out)
	if !ok || tagged.ETag() == "" {
		return false
	}
	tag := quoteTag(tagged.ETag())
	header["Etag"] = []string{tag}
	reads := x.r.Method == http.MethodGet || x.r.Method == http.MethodHead
	known := x.r.Header["If-None-Match"]
	if !reads || len(known) == 0 || !parseTags(strings.Join(known, ",")).matches(tag, true) {
		return false
	}
	x.started = true
	x.w.WriteHeader(http.StatusNotModified)
	return true
}

// tagList is what If-Match and If-None-Match say.
type tagList struct {
	any  bool
	tags []string
}

func parseTags(header string) tagList {
	if strings.TrimSpace(header) == "*" {
		return tagList{any: true}
	}
	var list tagList
	for tag := range strings.SplitSeq(header, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			list.tags = append(list.tags, tag)
		}
	}
	return list
}

// matches compares strongly, or weakly as If-None-Match wants it (RFC 9110,
// section 8.8.3.2).
func (l tagList) matches(tag string, weak bool) bool {
	if l.any {
		return true
	}
	for _, own := range l.tags {
		if weak {
			own, tag = strings.TrimPrefix(own, "W/"), strings.TrimPrefix(tag, "W/")
		}
		if own == tag && !strings.HasPrefix(own, "W/") {
			return true
		}
	}
	return false
}

// IfMatch is the If-Match header of a request that changes something: it holds
// only while the thing is in the version that the client has seen. Bind it with
// header:"If-Match". The zero value is a request without the header, which
// everything matches.
type IfMatch struct {
	given bool
	list  tagList
}

// UnmarshalText reads the header.
func (m *IfMatch) UnmarshalText(text []byte) error {
	*m = IfMatch{given: true, list: parseTags(string(text))}
	return nil
}

// MarshalText writes the header, "" for none.
func (m IfMatch) MarshalText() ([]byte, error) {
	if m.list.any {
		return []byte("*"), nil
	}
	return []byte(strings.Join(m.list.tags, ", ")), nil
}

// Given reports whether the request has the header.
func (m IfMatch) Given() bool { return m.given }

// Matches reports whether the request holds for the tag: it has no header, or
// one that names the tag.
func (m IfMatch) Matches(tag string) bool {
	return !m.given || m.list.matches(quoteTag(tag), false)
}

// Check refuses a tag that does not match, with 412.
func (m IfMatch) Check(tag string) error {
	if m.Matches(tag) {
		return nil
	}
	return errs.PreconditionFailed("stale_version", "it has changed since it was read and is now at %s; read it again and decide anew", quoteTag(tag))
}

// Require refuses a request without the header, with 428.
func (m IfMatch) Require() error {
	if m.given {
		return nil
	}
	return errs.New(errs.KindPreconditionRequired, "if_match_required", "state the version to change in the If-Match header, as the ETag of the last answer has it")
}

// Version returns the number in a header that names one tag made by
// [VersionTag]; false for every other header and for none.
func (m IfMatch) Version() (int64, bool) {
	if len(m.list.tags) != 1 {
		return 0, false
	}
	tag := m.list.tags[0]
	if len(tag) < 2 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return 0, false
	}
	version, err := strconv.ParseInt(tag[1:len(tag)-1], 10, 64)
	return version, err == nil
}

// IfNoneMatch is the If-None-Match header of a request that may only create:
// "*" holds only while there is nothing. Bind it with header:"If-None-Match". For
// GET nothing need be bound: results that are [Tagged] answer 304 of themselves.
type IfNoneMatch struct{ IfMatch }

// Matches reports whether the request holds for a thing that exists under the
// tag: it has no header, or one that does not name the tag.
func (m IfNoneMatch) Matches(tag string) bool {
	return !m.given || !m.list.matches(quoteTag(tag), true)
}

// Check refuses a thing that exists under the tag, with 412.
func (m IfNoneMatch) Check(tag string) error {
	if m.Matches(tag) {
		return nil
	}
	return errs.PreconditionFailed("exists_already", "it exists already as %s", quoteTag(tag))
}
