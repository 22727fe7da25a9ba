package mvc

import (
	"reflect"
	"slices"
	"strings"
)

// The parts of a request a field may be bound from; each is the name of the tag
// and what errs.Field.In says, except that a file is part of the form.
const (
	inPath   = "path"
	inQuery  = "query"
	inHeader = "header"
	inCookie = "cookie"
	inForm   = "form"
	inFile   = "file"
	inRaw    = "body"
)

// inputField is one field of an input struct, those of embedded structs lifted up.
type inputField struct {
	reflect.StructField
	in      string   // the tag, "" for the JSON body
	name    string   // as the client writes it
	options []string // what follows the name in the tag
	offset  uintptr  // from the start of the input
	depth   int      // how deep it is embedded
	ignored bool     // bound from nowhere: unexported or json:"-"
	faults  []string
}

// inputFields lists the fields of t in order of declaration.
func inputFields(t reflect.Type, base uintptr) []inputField {
	var fields []inputField
	for sf := range t.Fields() {
		if isEmbeddedStruct(sf) {
			for _, f := range inputFields(sf.Type, base+sf.Offset) {
				f.depth++
				fields = append(fields, f)
			}
			continue
		}
		f := newInputField(sf)
		f.offset = base + sf.Offset
		fields = append(fields, f)
	}
	return fields
}

// isEmbeddedStruct reports whether the fields of sf stand in its place.
func isEmbeddedStruct(sf reflect.StructField) bool {
	if !sf.Anonymous || sf.Type.Kind() != reflect.Struct || isSelfMade(sf.Type) {
		return false
	}
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	return name == "" && sourceOf(sf) == ""
}

func sourceOf(sf reflect.StructField) string {
	for _, in := range [...]string{inPath, inQuery, inHeader, inCookie, inForm, inFile, inRaw} {
		if _, ok := sf.Tag.Lookup(in); ok {
			return in
		}
	}
	return ""
}

func newInputField(sf reflect.StructField) inputField {
	f := inputField{StructField: sf, in: sourceOf(sf)}
	if f.in == "" {
		return bodyField(f)
	}
	parts := strings.Split(sf.Tag.Get(f.in), ",")
	f.name, f.options = parts[0], parts[1:]
	switch {
	case f.name == "-":
		f.ignored = true
	case !sf.IsExported():
		f.faults = append(f.faults, "it has a tag but is not exported; begin its name with a capital letter")
	case f.name == "":
		f.faults = append(f.faults, "its "+f.in+" tag has no name; write "+f.in+`:"name"`)
	case f.in == inRaw && f.name != "raw":
		f.faults = append(f.faults, `the only body tag is body:"raw"; a field of the JSON body needs no tag but json`)
	}
	for _, o := range f.options {
		if o != "comma" || sf.Type.Kind() != reflect.Slice {
			f.faults = append(f.faults, "the tag option "+o+" does not fit; the only one is comma, for slices")
		}
	}
	return f
}

func bodyField(f inputField) inputField {
	tag := f.Tag.Get("json")
	f.name, _, _ = strings.Cut(tag, ",")
	f.ignored = !f.IsExported() || tag == "-"
	if f.name == "" {
		f.name = f.Name
	}
	if f.Anonymous && f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct {
		f.faults = append(f.faults, "it is embedded by pointer; embed the struct itself")
	}
	return f
}

// comma reports whether a list is written in one value, separated by commas.
func (f inputField) comma() bool { return slices.Contains(f.options, "comma") }
