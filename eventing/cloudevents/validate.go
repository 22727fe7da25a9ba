package cloudevents

import (
	"cmp"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Validate returns an errs.KindInvalid, "invalid_event", with a field for every
// attribute that breaks the specification, and nil when none does.
func (e Event) Validate() error {
	var f faults
	e.check(&f)
	return f.err()
}

func (e *Event) check(f *faults) {
	f.text("id", e.ID, true)
	f.text("type", e.Type, true)
	f.text("subject", e.Subject, false)
	if f.text("source", e.Source, true) && !isURIReference(e.Source) {
		f.add("source", "uri_reference", "must be a URI reference")
	}
	if e.DataSchema != "" && !isAbsoluteURI(e.DataSchema) {
		f.add("dataschema", "uri", "must be an absolute URI")
	}
	if e.DataContentType != "" && !isMediaType(e.DataContentType) {
		f.add("datacontenttype", "media_type", "must be a media type such as "+JSON)
	}
	if !isWritable(e.Time) {
		f.add("time", "timestamp", "must be in the years 0 to 9999")
	}
	for name, value := range e.Extensions {
		e.checkExtension(f, name, value)
	}
}

func (e *Event) checkExtension(f *faults, name string, value any) {
	switch {
	case !isName(name):
		f.add(name, "name", "must be named by lower-case letters and digits, and not \"data\"")
		return
	case isCore(name):
		f.add(name, "name", "is an attribute of the specification and no extension")
		return
	}
	switch v := value.(type) {
	case bool, int32, []byte:
	case string:
		if fault := textFault(v); fault != "" {
			f.add(name, "text", fault)
		}
	default:
		if _, fault := format(value); fault != "" {
			f.add(name, "value", fault)
		}
	}
}

// escapePointer makes a name a token of RFC 6901.
var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

// faults are those of one event. The first one of an attribute counts.
type faults struct {
	prefix string
	fields []errs.Field
}

func (f *faults) add(name, code, message string) {
	pointer := f.prefix + "/" + escapePointer.Replace(strings.ToValidUTF8(name, "\ufffd"))
	if slices.ContainsFunc(f.fields, func(have errs.Field) bool { return have.Pointer == pointer }) {
		return
	}
	f.fields = append(f.fields, errs.Field{Pointer: pointer, Code: code, Message: message})
}

// text adds what is wrong with a string and reports whether there is one without fault.
func (f *faults) text(name, value string, required bool) bool {
	if value == "" {
		if required {
			f.add(name, "required", "is required")
		}
		return false
	}
	fault := textFault(value)
	if fault != "" {
		f.add(name, "text", fault)
	}
	return fault == ""
}

func (f *faults) err() error {
	if len(f.fields) == 0 {
		return nil
	}
	slices.SortStableFunc(f.fields, func(a, b errs.Field) int { return cmp.Compare(a.Pointer, b.Pointer) })
	return errs.Invalid("invalid_event", "the event breaks the rules of CloudEvents 1.0").WithFields(f.fields...)
}
