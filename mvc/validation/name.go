package validation

import (
	"reflect"
	"strconv"
	"strings"
)

// The parts of a request that a field may be bound from, in the order in which
// their tags are looked for; each is the name of the tag and what errs.Field.In
// says.
const (
	inPath   = "path"
	inQuery  = "query"
	inHeader = "header"
	inCookie = "cookie"
	inForm   = "form"
	inFile   = "file"
)

// fieldName is how a client knows a field.
type fieldName struct {
	in     string // "" for the body, or for what is no request
	name   string
	inline bool // the fields of the embedded struct stand in its place
}

// nameOf reads the binding and json tags of the field.
func nameOf(field reflect.StructField) fieldName {
	for _, in := range [...]string{inPath, inQuery, inHeader, inCookie, inForm, inFile} {
		if tag, ok := field.Tag.Lookup(in); ok {
			if name, _, _ := strings.Cut(tag, ","); name != "" && name != "-" {
				if in == inFile {
					in = inForm
				}
				return fieldName{in: in, name: name}
			}
		}
	}
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name != "" && name != "-" {
		return fieldName{name: strings.Trim(name, "'")}
	}
	if inlined(field, name, options) {
		return fieldName{name: field.Name, inline: true}
	}
	return fieldName{name: field.Name}
}

// inlined reports whether JSON lifts the fields of the struct into the object
// around it: it is embedded without a name, or says so.
func inlined(field reflect.StructField, name, options string) bool {
	t := field.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || name == "-" || isTime(t) {
		return false
	}
	for option := range strings.SplitSeq(options, ",") {
		if option == "inline" || option == "embed" {
			return true
		}
	}
	return field.Anonymous
}

// place is where a value stands in a request: the part and an RFC 6901 pointer.
type place struct {
	in      string
	pointer string
}

func (p place) field(n fieldName) place {
	if p.in == "" {
		p.in = n.in
	}
	if !n.inline {
		p.pointer += "/" + escape(n.name)
	}
	return p
}

func (p place) index(i int) place {
	p.pointer += "/" + strconv.Itoa(i)
	return p
}

func (p place) key(key string) place {
	p.pointer += "/" + escape(key)
	return p
}

// escape writes a name as a segment of a JSON pointer (RFC 6901, section 3).
func escape(segment string) string {
	if !strings.ContainsAny(segment, "~/") {
		return segment
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(segment)
}
