package openapi

import "reflect"

// Media types of the bodies that a Reflector describes.
const (
	MediaJSON      = "application/json"
	MediaForm      = "application/x-www-form-urlencoded"
	MediaMultipart = "multipart/form-data"
	MediaBytes     = "application/octet-stream"
	MediaProblem   = "application/problem+json"
)

// Parameters describes the fields of an input struct that are bound by a path,
// query, header or cookie tag, in order of declaration. A path parameter is always
// required, any other when a rule says so and it has no default. A list is written
// once for each item, or in one value where the tag says comma ("ids,comma").
func (r *Reflector) Parameters(t reflect.Type) []*Parameter {
	var out []*Parameter
	fields, _ := structFields(t)
	for _, f := range fields {
		switch f.in {
		case "path", "query", "header", "cookie":
			out = append(out, r.parameter(f))
		}
	}
	return out
}

func (r *Reflector) parameter(f field) *Parameter {
	schema, rules := r.describeField(f, input)
	r.annotate(schema, f)
	schema = inline(schema)
	p := &Parameter{
		Name: f.name, In: f.in, Schema: schema,
		Description: schema.Description, Deprecated: schema.Deprecated,
	}
	schema.Description, schema.Deprecated = "", false
	if f.comma {
		p.Explode = new(false)
		if f.in == "query" || f.in == "cookie" {
			p.Style = "form"
		}
	}
	p.Required = f.in == "path" || hasRule(rules, "required") && schema.Default == nil
	if len(schema.Examples) > 0 {
		p.Example, schema.Examples = schema.Examples[0], nil
	}
	return p
}

// RequestBody describes the body of an input struct: bytes of any kind when a
// field is tagged body:"raw", a form when it has form or file fields, JSON when it has fields that are bound by no tag, nil when it has
// neither. A type that is no struct is a JSON body as a whole. The body is required
// when a part of it is.
func (r *Reflector) RequestBody(t reflect.Type) *RequestBody {
	fields, isStruct := structFields(t)
	body, form, file, raw := !isStruct, false, false, false
	for _, f := range fields {
		body = body || f.in == ""
		form = form || f.in == "form"
		file = file || f.in == "file"
		raw = raw || f.in == "body"
	}
	switch {
	case raw:
		return &RequestBody{Required: true, Content: map[string]*MediaType{MediaBytes: {}}}
	case file:
		return formBody(MediaMultipart, r.Form(t))
	case form:
		return formBody(MediaForm, r.Form(t))
	case body:
		schema := r.Input(t)
		return &RequestBody{
			Required: !schema.inner().Type.Has(TypeObject) || len(schema.inner().Required) > 0,
			Content:  map[string]*MediaType{MediaJSON: {Schema: schema}},
		}
	}
	return nil
}

// inline returns the schema with what it refers to in place of the reference, if
// that is no object and there is more to say beside it: readers of parameters
// need to see the type, and many do not look for it behind a reference that has
// company.
func inline(s *Schema) *Schema {
	target := s.inner()
	if target == s || target.Type.Has(TypeObject) || target.Type.Has(TypeArray) {
		return s
	}
	alone := &Schema{Ref: s.Ref, target: s.target, Description: s.Description, Deprecated: s.Deprecated, Examples: s.Examples}
	if sameSchema(alone, s) {
		return s
	}
	merged := *s
	merged.Ref, merged.target, merged.Type = "", nil, target.Type
	if len(merged.Enum) == 0 {
		merged.Enum = target.Enum
	}
	return &merged
}

func formBody(media string, schema *Schema) *RequestBody {
	return &RequestBody{
		Required: len(schema.Required) > 0,
		Content:  map[string]*MediaType{media: {Schema: schema}},
	}
}

// Form describes the fields of an input struct that are bound by a form or file
// tag as one object. A file is a string of bytes.
func (r *Reflector) Form(t reflect.Type) *Schema {
	s := &Schema{Type: Types{TypeObject}}
	fields, _ := structFields(t)
	for _, f := range fields {
		switch f.in {
		case "form":
			r.property(s, f, input)
		case "file":
			r.fileProperty(s, f)
		}
	}
	return s
}

func (r *Reflector) fileProperty(s *Schema, f field) {
	schema := &Schema{Type: Types{TypeString}, ContentMediaType: "application/octet-stream"}
	if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() != reflect.Uint8 {
		schema = ArrayOf(schema)
	}
	rules, err := r.config.Rules(f.StructField)
	if err != nil {
		r.fault("field %s %s: its validate tag cannot be read: %w", f.Name, f.Type, err)
	}
	r.annotate(schema, f)
	s.Properties = append(s.Properties, Property{f.name, schema})
	if hasRule(rules, "required") {
		s.Required = append(s.Required, f.name)
	}
}

// structFields returns the fields of a struct whose JSON is made of them; false
// for every other type.
func structFields(t reflect.Type) ([]field, bool) {
	t = deref(t)
	if t.Kind() != reflect.Struct || wellKnown(t) != nil || implements(t, describerType) || implements(t, optionalType) {
		return nil, false
	}
	return fieldsOf(t, input), true
}

func deref(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
