package openapi

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// nodes checks each node by itself, wherever it stands.
func (v *validator) nodes() {
	walk(reflect.ValueOf(v.document), "", func(at string, node any) bool {
		switch n := node.(type) {
		case *Schema:
			v.schema(at, n)
		case *Parameter:
			v.parameter(at, n)
		case *Response:
			v.response(at, n)
		case *RequestBody:
			v.requestBody(at, n)
		case *Header:
			if v.document.ResolveHeader(n) == nil {
				v.fault(at, "%s leads nowhere", n.Ref)
			}
		case *Link:
			if n.OperationID != "" && v.operations[n.OperationID] == "" {
				v.fault(at, "the link leads to the operation %q, which does not exist", n.OperationID)
			}
		}
		v.extensions(at, node)
		return true
	})
}

func (v *validator) extensions(at string, node any) {
	field := reflect.ValueOf(node).Elem().FieldByName("Extensions")
	if !field.IsValid() {
		return
	}
	extensions, _ := reflect.TypeAssert[Extensions](field)
	for _, name := range sortedKeys(extensions) {
		if !strings.HasPrefix(name, "x-") {
			v.fault(at+"/"+escapePointer(name), "the name of an extension begins with x-")
		}
	}
}

func (v *validator) parameter(at string, p *Parameter) {
	if v.document.ResolveParameter(p) == nil {
		v.fault(at, "%s leads nowhere", p.Ref)
	}
	if p.Ref != "" {
		return
	}
	switch p.In {
	case "path":
		if !p.Required {
			v.fault(at, "the path parameter %q must be required", p.Name)
		}
	case "query", "header", "cookie":
	default:
		v.fault(at, "the parameter %q is in %q; use path, query, header or cookie", p.Name, p.In)
	}
	if (p.Schema == nil) == (len(p.Content) == 0) {
		v.fault(at, "the parameter %q has either a schema or a content", p.Name)
	}
	if p.Example != nil && len(p.Examples) > 0 {
		v.fault(at, "the parameter %q has both example and examples; keep one", p.Name)
	}
}

func (v *validator) response(at string, r *Response) {
	switch {
	case v.document.ResolveResponse(r) == nil:
		v.fault(at, "%s leads nowhere", r.Ref)
	case r.Ref == "" && r.Description == "":
		v.fault(at, "a response needs a description")
	}
}

func (v *validator) requestBody(at string, b *RequestBody) {
	switch {
	case v.document.ResolveRequestBody(b) == nil:
		v.fault(at, "%s leads nowhere", b.Ref)
	case b.Ref == "" && len(b.Content) == 0:
		v.fault(at, "a request body has at least one media type")
	}
}

var jsonTypes = []string{TypeString, TypeNumber, TypeInteger, TypeBoolean, TypeArray, TypeObject, TypeNull}

func (v *validator) schema(at string, s *Schema) {
	if s.Ref != "" && v.document.ResolveSchema(s) == nil {
		v.fault(at, "%s leads nowhere, or back to itself", s.Ref)
	}
	for _, name := range s.Type {
		if !slices.Contains(jsonTypes, name) {
			v.fault(at, "%q is no JSON type; use %s", name, strings.Join(jsonTypes, ", "))
		}
	}
	if _, err := regexp.Compile(s.Pattern); err != nil {
		v.fault(at, "the pattern cannot be read: %v", err)
	}
	if s.ReadOnly && s.WriteOnly {
		v.fault(at, "is both readOnly and writeOnly; keep one")
	}
	v.bounds(at, s)
	seen := map[string]bool{}
	for _, p := range s.Properties {
		if seen[p.Name] {
			v.fault(at, "the property %q is there twice", p.Name)
		}
		seen[p.Name] = true
	}
}

func (v *validator) bounds(at string, s *Schema) {
	pairs := []struct {
		low, high *int
		words     string
	}{
		{s.MinLength, s.MaxLength, "minLength is beyond maxLength"},
		{s.MinItems, s.MaxItems, "minItems is beyond maxItems"},
		{s.MinProperties, s.MaxProperties, "minProperties is beyond maxProperties"},
	}
	for _, p := range pairs {
		if p.low != nil && p.high != nil && *p.low > *p.high {
			v.fault(at, "%s; no value can fit", p.words)
		}
	}
	if order, ok := compare(s.Minimum, s.Maximum); ok && order > 0 {
		v.fault(at, "minimum is beyond maximum; no value can fit")
	}
}
