package openapi

import (
	"reflect"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// bound are the tags of fields that a request takes from outside of its JSON body.
var bound = [...]string{"path", "query", "header", "cookie", "form", "file", "body"}

// field is one field of a struct as its JSON, its form or its parameters see it.
type field struct {
	reflect.StructField
	name      string
	in        string // the tag it is bound by, "" for the JSON body
	comma     bool   // a list in one value, separated by commas
	omit      bool   // left out of JSON when it is empty
	quoted    bool   // a number or boolean written as a string
	maybe     bool   // reached through an embedded pointer that may be nil
	ambiguous bool   // two fields of one depth share the name: JSON drops both
	depth     int
}

// fieldsOf returns the fields of a struct with those of embedded structs lifted
// up, in order of declaration. Only what is read has fields from outside of its
// JSON: a tag that binds means nothing to a result. Of two fields with one name the one nested less
// deeply counts, as in encoding/json.
func fieldsOf(t reflect.Type, dir direction) []field {
	c := collector{dir: dir}
	c.collect(t, false, nil)
	return slices.DeleteFunc(c.fields, func(f field) bool { return f.ambiguous })
}

// collector gathers the fields of a struct.
type collector struct {
	dir    direction
	fields []field
}

// collect adds the fields of t, which is embedded in those within it.
func (c *collector) collect(t reflect.Type, maybe bool, within []reflect.Type) {
	if slices.Contains(within, t) {
		return
	}
	depth := len(within)
	within = append(within, t)
	for sf := range t.Fields() {
		if inner, pointer := embedded(sf); inner != nil {
			c.collect(inner, maybe || pointer, within)
			continue
		}
		if f, ok := newField(sf, c.dir); ok {
			f.depth, f.maybe = depth, maybe
			c.insert(f)
		}
	}
}

// embedded returns the struct whose fields are lifted up in place of sf.
func embedded(sf reflect.StructField) (t reflect.Type, pointer bool) {
	t = sf.Type
	if t.Kind() == reflect.Pointer {
		t, pointer = t.Elem(), true
	}
	name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	inline := sf.Anonymous && name == "" || slices.Contains(strings.Split(options, ","), "inline")
	if !inline || t.Kind() != reflect.Struct || wellKnown(t) != nil || implements(t, describerType) {
		return nil, false
	}
	return t, pointer
}

func (c *collector) insert(f field) {
	i := slices.IndexFunc(c.fields, func(o field) bool { return o.name == f.name && o.in == f.in })
	switch {
	case i < 0:
		c.fields = append(c.fields, f)
	case f.depth < c.fields[i].depth:
		c.fields[i] = f
	case f.depth == c.fields[i].depth:
		c.fields[i].ambiguous = true
	}
}

// newField reads the tags of a field; false for one that nobody sees.
func newField(sf reflect.StructField, dir direction) (field, bool) {
	if !sf.IsExported() {
		return field{}, false
	}
	for _, in := range bound {
		if name, ok := sf.Tag.Lookup(in); ok && dir == input {
			name, option, _ := strings.Cut(name, ",")
			return field{StructField: sf, name: orElse(name, sf.Name), in: in, comma: option == "comma"}, name != "-"
		}
	}
	tag := sf.Tag.Get("json")
	if tag == "-" {
		return field{}, false
	}
	name, options, _ := strings.Cut(tag, ",")
	f := field{StructField: sf, name: orElse(name, sf.Name)}
	for option := range strings.SplitSeq(options, ",") {
		f.omit = f.omit || option == "omitempty" || option == "omitzero"
		f.quoted = f.quoted || option == "string"
	}
	return f, true
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// describeStruct describes the JSON of a struct.
func (r *Reflector) describeStruct(t reflect.Type, dir direction) *Schema {
	s := &Schema{Type: Types{TypeObject}}
	for _, f := range fieldsOf(t, dir) {
		if f.in == "" {
			r.property(s, f, dir)
		}
	}
	if dir == input && r.config.Closed {
		s.AdditionalProperties = Nothing()
	}
	return s
}

// property adds a field to the schema of its struct.
func (r *Reflector) property(s *Schema, f field, dir direction) {
	schema, rules := r.describeField(f, dir)
	_, optional := optionalOf(f.Type)
	required := hasRule(rules, "required")
	pointer := f.Type.Kind() == reflect.Pointer && !f.omit
	if (pointer || optional) && (dir == output || !required) {
		schema = Nullable(schema)
	}
	r.annotate(schema, f)
	s.Properties = append(s.Properties, Property{f.name, schema})
	switch {
	case optional && (dir == output || !required), schema.Default != nil && dir == input, schema.ReadOnly && dir == input, schema.WriteOnly && dir == output:
	case dir == input && required, dir == output && !f.omit && !f.maybe:
		s.Required = append(s.Required, f.name)
	}
}

// describeField describes the value of a field with its rules, but not yet with
// its words.
func (r *Reflector) describeField(f field, dir direction) (*Schema, []validation.Rule) {
	t := f.Type
	if inner, ok := optionalOf(t); ok {
		t = inner // null is, as that of a pointer, for the struct to allow
	}
	schema := r.describe(t, dir)
	if f.quoted {
		schema = quotedSchema(schema)
	}
	rules, err := r.config.Rules(f.StructField)
	if err != nil {
		r.fault("field %s %s: its validate tag cannot be read: %w", f.Name, f.Type, err)
	}
	if dir == output && !f.omit && hasRule(rules, "omitempty") {
		return schema, rules // the response may hold the empty value, which the rules let pass
	}
	return constrain(schema, f.Type, rules), rules
}

func quotedSchema(s *Schema) *Schema {
	switch {
	case s.Type.Has(TypeInteger):
		return &Schema{Type: Types{TypeString}, Pattern: `^-?[0-9]+$`}
	case s.Type.Has(TypeNumber):
		return &Schema{Type: Types{TypeString}, Pattern: `^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`}
	}
	return s
}

func hasRule(rules []validation.Rule, name string) bool {
	return slices.ContainsFunc(rules, func(r validation.Rule) bool { return r.Name == name })
}
