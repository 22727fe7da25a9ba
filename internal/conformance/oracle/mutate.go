package oracle

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// mutation makes one thing of a request wrong.
type mutation struct {
	what    string
	lenient bool
	broken  bool
	apply   func()
}

// mutate spoils one thing in the request: a parameter, the bytes of the body or a
// value inside it, each kind as often as the others. A request in which nothing can
// go wrong is returned as it is.
func (r *runner) mutate(a *attempt) *attempt {
	var parameters, bytes, values []mutation
	for _, p := range a.op.parameters() {
		parameters = append(parameters, r.parameterMutations(a, p)...)
	}
	if a.hasBody {
		bytes = bytesMutations(a)
		root := &spot{value: a.body, schema: a.schema, at: "the body", required: true, set: func(v any) { a.body = v }}
		values = r.generate.spoil(root)
	}
	kinds := slices.DeleteFunc([][]mutation{parameters, bytes, values}, func(list []mutation) bool { return len(list) == 0 })
	if len(kinds) == 0 {
		return a
	}
	m := pick(r.generate, pick(r.generate, kinds))
	m.apply()
	a.mutation, a.lenient, a.broken = m.what, m.lenient, m.broken
	return a
}

// bytesMutations spoils the bytes of the body or its media type.
func bytesMutations(a *attempt) []mutation {
	list := []mutation{
		{what: "the media type is text/x-unknown", broken: true, apply: func() {
			a.raw, _, _ = a.bytes()
			a.contentType = "text/x-unknown"
		}},
	}
	if !strings.Contains(a.contentType, "json") {
		return list
	}
	raw, err := json.Marshal(a.body)
	if err != nil || len(raw) < 2 {
		return list
	}
	bytes := func(what string, lenient bool, raw []byte) {
		list = append(list, mutation{what: what, lenient: lenient, broken: true, apply: func() { a.raw = raw }})
	}
	bytes("the JSON ends too early", false, raw[:len(raw)-1])
	bytes("something follows the JSON", false, append(slices.Clone(raw), "]}"...))
	bytes("the body is empty", !a.op.RequestBody.Value.Required, []byte{})
	bytes("a string is no UTF-8", true, []byte(strings.Replace(string(raw), `"`, "\"\xff", 1)))
	if strings.HasPrefix(string(raw), `{"`) {
		first, _, _ := strings.Cut(string(raw[2:]), `"`)
		bytes("a member is there twice", true, []byte(`{"`+first+`":null,`+string(raw[1:])))
	}
	return list
}

// spot is a value inside a body with the means to change it.
type spot struct {
	value    any
	schema   *openapi3.Schema
	at       string
	required bool
	set      func(any)
	remove   func() // nil where the value cannot be left out
}

func (s *spot) mutation(what string, value any) mutation {
	return mutation{what: s.at + " " + what, lenient: !s.required && isEmpty(value), apply: func() { s.set(value) }}
}

// isEmpty reports whether a server may take the value for an absent one.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// spoil lists what can go wrong with a value and with what it holds.
func (g *generator) spoil(s *spot) []mutation {
	if s.schema == nil {
		return nil
	}
	schema := narrow(s.schema, s.value)
	list := g.spoilType(s, schema)
	if s.remove != nil && s.required {
		list = append(list, mutation{what: s.at + " is missing", apply: s.remove})
	}
	if len(schema.Enum) > 0 || schema.Const != nil {
		return list
	}
	switch v := s.value.(type) {
	case string:
		list = append(list, g.spoilText(s, schema)...)
	case float64:
		list = append(list, spoilNumber(s, schema)...)
	case []any:
		list = append(list, g.spoilArray(s, schema, v)...)
	case map[string]any:
		list = append(list, g.spoilObject(s, schema, v)...)
	}
	return list
}

// narrow returns the alternative of the schema that the value is of.
func narrow(s *openapi3.Schema, v any) *openapi3.Schema {
	for _, alternatives := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		for _, alternative := range alternatives {
			if alternative.Value != nil && alternative.Value.Type != nil && s.Type == nil && fits(alternative.Value, v) {
				return narrow(alternative.Value, v)
			}
		}
	}
	return s
}

// spoilType puts a value of another type, or one that an enumeration does not list.
func (g *generator) spoilType(s *spot, schema *openapi3.Schema) []mutation {
	if schema.Type == nil {
		return nil
	}
	var list []mutation
	others := map[string]any{
		"null": nil, "string": "text", "number": 1.5, "boolean": true, "array": []any{"x"}, "object": map[string]any{"x": "y"},
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		if !schema.Type.Includes(name) || len(schema.Enum) > 0 {
			list = append(list, s.mutation("is "+textOf(others[name]), others[name]))
		}
	}
	if schema.Type.Includes("integer") {
		list = append(list, mutation{what: s.at + " is beyond 64 bits", broken: true, apply: func() { s.set(json.Number("99999999999999999999")) }})
	}
	return list
}

func (g *generator) spoilText(s *spot, schema *openapi3.Schema) []mutation {
	var list []mutation
	if schema.MinLength > 0 {
		list = append(list, s.mutation("is too short", g.letters("a", int(schema.MinLength)-1)))
	}
	if schema.MaxLength != nil {
		list = append(list, s.mutation("is too long", g.letters("a", int(*schema.MaxLength)+1)))
	}
	if schema.Format != "" && schema.Format != "uri-reference" {
		// The judge leaves most formats alone. A server that names a common one keeps to it.
		common := []string{"date-time", "date", "uuid", "email", "ipv4", "ipv6", "uri"}
		m := s.mutation("is no "+schema.Format, "no such format")
		m.broken, m.lenient = true, !slices.Contains(common, schema.Format)
		list = append(list, m)
	}
	if odd := "\u0001 odd"; schema.Pattern != "" && !fits(schema, odd) {
		list = append(list, s.mutation("does not match", odd))
	}
	return list
}

func spoilNumber(s *spot, schema *openapi3.Schema) []mutation {
	var list []mutation
	if low, _ := bounds(schema, 1); schema.Min != nil || schema.ExclusiveMin.Value != nil {
		list = append(list, s.mutation("is too small", math.Floor(low)-1))
	}
	if _, high := bounds(schema, 1); schema.Max != nil || schema.ExclusiveMax.Value != nil {
		list = append(list, s.mutation("is too large", math.Ceil(high)+1))
	}
	return list
}

func (g *generator) spoilArray(s *spot, schema *openapi3.Schema, v []any) []mutation {
	var list []mutation
	if schema.MinItems > 0 {
		list = append(list, s.mutation("has too few items", slices.Clone(v[:min(len(v), int(schema.MinItems)-1)])))
	}
	if schema.MaxItems != nil && len(v) > 0 {
		list = append(list, s.mutation("has too many items", slices.Repeat(v[:1], int(*schema.MaxItems)+1)))
	}
	if schema.UniqueItems && len(v) > 0 {
		list = append(list, s.mutation("repeats an item", append(slices.Clone(v), v[0])))
	}
	if schema.Items == nil {
		return list
	}
	for i, item := range v {
		list = append(list, g.spoil(&spot{
			value: item, schema: schema.Items.Value, at: s.at + "/" + textOf(i), required: true,
			set: func(value any) { v[i] = value },
		})...)
	}
	return list
}

func (g *generator) spoilObject(s *spot, schema *openapi3.Schema, v map[string]any) []mutation {
	var list []mutation
	for _, name := range sortedNames(schema.Properties) {
		value, there := v[name]
		if !there {
			continue
		}
		list = append(list, g.spoil(&spot{
			value: value, schema: schema.Properties[name].Value, at: s.at + "/" + name,
			required: slices.Contains(schema.Required, name),
			set:      func(value any) { v[name] = value },
			remove:   func() { delete(v, name) },
		})...)
	}
	if extra := schema.AdditionalProperties; extra.Has != nil && !*extra.Has || extra.Schema != nil && extra.Schema.Value.Always != nil && !*extra.Schema.Value.Always {
		list = append(list, mutation{what: s.at + " has a property nobody knows", apply: func() { v["no_such_property"] = true }})
	}
	return list
}

// parameterMutations spoils a parameter outside of the body.
func (r *runner) parameterMutations(a *attempt, p *openapi3.Parameter) []mutation {
	if p.Schema == nil || p.Schema.Value == nil {
		return nil
	}
	at := "the " + p.In + " parameter " + p.Name
	schema := p.Schema.Value
	list := []mutation{}
	put := func(what, text string) {
		if p.In == "path" && text == "" {
			return
		}
		list = append(list, mutation{what: at + " " + what, lenient: text == "", apply: func() { a.set(p, []string{text}) }})
	}
	if p.Required && p.In == "query" {
		list = append(list, mutation{what: at + " is missing", apply: func() { delete(a.query, p.Name) }})
	}
	put("is empty", "")
	put("is odd", `'"<>;ÄЖ漢`)
	switch value := r.generate.fitting(schema, place{operation: a.op.id}).(type) {
	case float64:
		for _, m := range spoilNumber(&spot{set: func(any) {}}, schema) {
			low, high := bounds(schema, 1)
			text := textOf(math.Floor(low) - 1)
			if strings.HasSuffix(m.what, "large") {
				text = textOf(math.Ceil(high) + 1)
			}
			put(strings.TrimSpace(m.what), text)
		}
		put("is beyond 64 bits", "99999999999999999999")
	case string:
		if schema.MaxLength != nil {
			put("is too long", r.generate.letters("a", int(*schema.MaxLength)+1))
		}
		if schema.MinLength > 1 {
			put("is too short", value[:1])
		}
	}
	return list
}
