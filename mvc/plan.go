package mvc

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// bodyKind says what the body of a request is for a route.
type bodyKind uint8

const (
	bodyNone bodyKind = iota
	bodyJSON
	bodyForm
	bodyRaw
)

func (k bodyKind) String() string { return [...]string{"none", "json", "form", "raw"}[k] }

// bodyKindOf says which body a field belongs to.
func bodyKindOf(f inputField) bodyKind {
	switch {
	case f.ignored:
		return bodyNone
	case f.in == "":
		return bodyJSON
	case f.in == inForm, f.in == inFile:
		return bodyForm
	case f.in == inRaw:
		return bodyRaw
	default:
		return bodyNone
	}
}

// nameOf is the name of the type, and no more than "struct{…}" of one without.
func nameOf(t reflect.Type) string {
	if t.Kind() == reflect.Struct && t.Name() == "" && t.NumField() > 0 {
		return "struct{…}"
	}
	return t.String()
}

// plan is how one input type is read from a request. It is compiled once and
// immutable.
type plan struct {
	input     reflect.Type
	pathNames []string // of all fields tagged path, those with faults too
	path      []*param
	query     paramSet
	header    []*param
	cookie    []*param
	form      paramSet
	files     []*fileField
	defaults  []func(base unsafe.Pointer)

	body     bodyKind
	bodyType reflect.Type
	raw      *rawField
	required bool // an empty body is refused

	check    *validation.Plan // nil for an input that is no struct
	elements *validation.Plan // of the structs in an input that is a list or a map of them
}

// planOf compiles the input of a route and reports everything that is wrong
// with it.
func planOf(t reflect.Type, method string, v *validation.Validator) (*plan, []string) {
	p := &plan{input: t}
	switch t.Kind() {
	case reflect.Struct:
		return p, p.compileStruct(method, v)
	case reflect.Slice, reflect.Map:
		p.body, p.bodyType, p.required = bodyJSON, t, true
		return p, append(p.checkMethod(method, "the input "+t.String()), p.compileElements(v)...)
	default:
		return p, []string{fmt.Sprintf("its input is a %s; take a struct, or a slice or map that is the whole body", nameOf(t))}
	}
}

func (p *plan) compileStruct(method string, v *validation.Validator) []string {
	var faults []string
	fields := inputFields(p.input, 0)
	for _, f := range fields {
		if f.in == inPath && !f.ignored {
			p.pathNames = append(p.pathNames, f.name)
		}
		for _, text := range append(f.faults, p.addField(f)...) {
			faults = append(faults, fmt.Sprintf("field %s of %s: %s", f.Name, nameOf(p.input), text))
		}
	}
	faults = append(faults, p.compileBody(fields, method, v)...)
	check, err := validation.Compile(v, p.input)
	faults = append(faults, splitJoined(err)...)
	p.check = check
	return faults
}

// compileElements compiles the rules of what a list holds, which the validator
// finds again by the type.
func (p *plan) compileElements(v *validation.Validator) []string {
	t := p.input
	for depth := 0; depth < codec.DefaultMaxDepth && holds(t.Kind()); depth++ { // a type may be a list of itself
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	elements, err := validation.Compile(v, t)
	p.elements = elements
	return splitJoined(err)
}

func holds(k reflect.Kind) bool {
	return k == reflect.Slice || k == reflect.Map || k == reflect.Array || k == reflect.Pointer
}

// addField compiles one field that is bound from somewhere.
func (p *plan) addField(f inputField) []string {
	if f.ignored || len(f.faults) > 0 {
		return nil
	}
	var fault string
	switch f.in {
	case "":
		fault = p.addDefault(f)
	case inFile:
		fault = p.addFile(f)
	case inRaw:
		fault = p.addRaw(f)
	default:
		fault = p.addParam(f)
	}
	if fault == "" {
		return nil
	}
	return []string{fault}
}

func (p *plan) addParam(f inputField) string {
	compiled, fault := newParam(f)
	if fault != "" {
		return fault
	}
	switch f.in {
	case inPath:
		p.path = append(p.path, compiled)
	case inQuery:
		fault = p.query.add(compiled)
	case inHeader:
		compiled.name = http.CanonicalHeaderKey(compiled.name)
		p.header = append(p.header, compiled)
	case inCookie:
		p.cookie = append(p.cookie, compiled)
	case inForm:
		fault = p.form.add(compiled)
	}
	return cmp.Or(fault, p.addDefault(f))
}

// addDefault prepares the default of a field, written before anything is read.
func (p *plan) addDefault(f inputField) string {
	text, ok := f.Tag.Lookup("default")
	if !ok {
		return ""
	}
	fill, fault := newParam(f)
	if fault != "" {
		return "its default cannot be set; " + fault
	}
	fill.comma = true
	if bad := fill.bind(unsafe.Pointer(reflect.New(p.input).Pointer()), text); bad != nil {
		return fmt.Sprintf("its default %q %s", text, bad.Message)
	}
	p.defaults = append(p.defaults, func(base unsafe.Pointer) { fill.bind(base, text) })
	return ""
}

// compileBody decides what the body is.
func (p *plan) compileBody(fields []inputField, method string, v *validation.Validator) []string {
	var members []string // the first field of each kind of body
	var first string
	for _, f := range fields {
		kind := bodyKindOf(f)
		p.required = p.required || kind == bodyJSON && isRequired(v, f.StructField)
		if kind == bodyNone || kind == p.body {
			continue
		}
		first = cmp.Or(first, f.Name)
		p.body = kind
		members = append(members, fmt.Sprintf("%s (%s)", f.Name, kind))
	}
	switch len(members) {
	case 0:
		return nil
	case 1:
	default:
		return []string{fmt.Sprintf("%s mixes fields of several bodies: %s; a body is one of them, and a field of no body carries json:\"-\"", nameOf(p.input), strings.Join(members, ", "))}
	}
	faults := p.checkMethod(method, fmt.Sprintf("field %s of %s", first, nameOf(p.input)))
	if p.body == bodyJSON {
		made, err := bodyTypeOf(p.input, fields)
		if err != nil {
			return append(faults, err.Error())
		}
		p.bodyType = made
	}
	return faults
}

// checkMethod refuses a body where clients and proxies drop it.
func (p *plan) checkMethod(method, subject string) []string {
	if method != http.MethodGet && method != http.MethodHead {
		return nil
	}
	return []string{fmt.Sprintf("%s would be read from a body, and %s has none; tag it path, query, header or cookie, or json:\"-\"", subject, method)}
}

func isRequired(v *validation.Validator, f reflect.StructField) bool {
	rules, _ := v.Rules(f) // an error is reported by Compile
	return slices.ContainsFunc(rules, func(r validation.Rule) bool { return r.Name == "required" })
}

// splitJoined returns the single messages of a joined error.
func splitJoined(err error) []string {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var texts []string
	for _, e := range joined.Unwrap() {
		texts = append(texts, splitJoined(e)...)
	}
	return texts
}
