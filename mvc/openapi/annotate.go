package openapi

import (
	"encoding/json"
	"reflect"
	"strings"
)

// annotate writes what the tags of a field say for readers: doc, format, example,
// default, deprecated, readonly, writeonly.
func (r *Reflector) annotate(s *Schema, f field) {
	if doc := f.Tag.Get("doc"); doc != "" {
		s.Description = doc
	}
	if format := f.Tag.Get("format"); format != "" {
		s.Format = format
	}
	if text, ok := f.Tag.Lookup("example"); ok {
		s.Examples = []any{r.parse(s, f, "example", text)}
	}
	if text, ok := f.Tag.Lookup("default"); ok {
		s.Default = r.parse(s, f, "default", text)
	}
	s.Deprecated = s.Deprecated || isSet(f.Tag, "deprecated")
	s.ReadOnly = s.ReadOnly || isSet(f.Tag, "readonly")
	s.WriteOnly = s.WriteOnly || isSet(f.Tag, "writeonly")
}

// isSet reports whether the tag is there and not "false".
func isSet(tag reflect.StructTag, name string) bool {
	value, ok := tag.Lookup(name)
	return ok && value != "false"
}

// parse reads the text of a tag as a value of the schema.
func (r *Reflector) parse(s *Schema, f field, tag, text string) any {
	value, ok := parseText(s, text)
	if !ok {
		r.fault("field %s %s: %s:%q is no %s; write a value of the field as JSON", f.Name, f.Type, tag, text, strings.Join(valueSchema(s).Type, " or "))
		return text
	}
	return value
}

// parseText reads text as a value of the schema: a string as it is, a list as
// JSON or separated by commas, everything else as JSON.
func parseText(s *Schema, text string) (any, bool) {
	s = valueSchema(s)
	switch {
	case s.Type.Has(TypeString):
		return text, true
	case s.Type.Has(TypeArray) && !strings.HasPrefix(text, "["):
		list := []any{}
		for item := range strings.SplitSeq(text, ",") {
			value, ok := parseText(s.Items, strings.TrimSpace(item))
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		return list, true
	}
	if !json.Valid([]byte(text)) {
		return text, len(s.Type) == 0
	}
	value, err := decodeTree([]byte(text))
	if err != nil || !typeMatches(s.Type, value) {
		return nil, false
	}
	return value, true
}

// valueSchema follows references and looks past an added null.
func valueSchema(s *Schema) *Schema {
	s = s.inner()
	if len(s.Type) == 0 && len(s.AnyOf) == 2 && s.AnyOf[1].Type.Has(TypeNull) {
		return valueSchema(s.AnyOf[0])
	}
	return s
}

func typeMatches(types Types, tree any) bool {
	if len(types) == 0 {
		return true
	}
	switch v := tree.(type) {
	case nil:
		return types.Has(TypeNull)
	case bool:
		return types.Has(TypeBoolean)
	case string:
		return types.Has(TypeString)
	case json.Number:
		return types.Has(TypeNumber) || types.Has(TypeInteger) && isInteger(v)
	case []any:
		return types.Has(TypeArray)
	case object, map[string]any:
		return types.Has(TypeObject)
	}
	return false
}
