package openapi

import (
	"encoding/json"
	"slices"
)

// The JSON types a schema can name.
const (
	TypeString  = "string"
	TypeNumber  = "number"
	TypeInteger = "integer"
	TypeBoolean = "boolean"
	TypeArray   = "array"
	TypeObject  = "object"
	TypeNull    = "null"
)

// Schema is a JSON Schema of draft 2020-12, restricted to what this package
// writes and [Document.Check] understands. The zero Schema accepts every value.
type Schema struct {
	Ref         string   `json:"$ref,omitempty"`
	Type        Types    `json:"type,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Format      string   `json:"format,omitempty"`
	Enum        []any    `json:"enum,omitempty"`
	Const       any      `json:"const,omitempty"`   // nil means no constant
	Default     any      `json:"default,omitempty"` // nil means no default
	Examples    []any    `json:"examples,omitempty"`
	Deprecated  bool     `json:"deprecated,omitempty"`
	ReadOnly    bool     `json:"readOnly,omitempty"`
	WriteOnly   bool     `json:"writeOnly,omitempty"`
	Required    []string `json:"required,omitempty"`

	Properties           Properties `json:"properties,omitempty"`
	AdditionalProperties *Schema    `json:"additionalProperties,omitempty"`
	PropertyNames        *Schema    `json:"propertyNames,omitempty"`
	MinProperties        *int       `json:"minProperties,omitempty"`
	MaxProperties        *int       `json:"maxProperties,omitempty"`

	Items       *Schema `json:"items,omitempty"`
	MinItems    *int    `json:"minItems,omitempty"`
	MaxItems    *int    `json:"maxItems,omitempty"`
	UniqueItems bool    `json:"uniqueItems,omitempty"`

	// Lengths count Unicode code points.
	MinLength        *int   `json:"minLength,omitempty"`
	MaxLength        *int   `json:"maxLength,omitempty"`
	Pattern          string `json:"pattern,omitempty"`
	ContentEncoding  string `json:"contentEncoding,omitempty"`
	ContentMediaType string `json:"contentMediaType,omitempty"`

	// Bounds are decimal literals, so that no digit is lost; "" means no bound.
	Minimum          json.Number `json:"minimum,omitempty"`
	Maximum          json.Number `json:"maximum,omitempty"`
	ExclusiveMinimum json.Number `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum json.Number `json:"exclusiveMaximum,omitempty"`
	MultipleOf       json.Number `json:"multipleOf,omitempty"`

	OneOf []*Schema `json:"oneOf,omitempty"`
	AnyOf []*Schema `json:"anyOf,omitempty"`
	AllOf []*Schema `json:"allOf,omitempty"`
	Not   *Schema   `json:"not,omitempty"`

	// Extensions are written beside the fields above.
	Extensions Extensions `json:"-"`

	nothing bool       // the schema false
	target  *component // what Ref means until Publish names it
}

// Types are the JSON types that a schema accepts; none means all. One type is
// written as a string, several as a list.
type Types []string

// Has reports whether the type is among them.
func (t Types) Has(name string) bool { return slices.Contains(t, name) }

// Properties are the properties of an object in the order in which they are written.
type Properties []Property

// Property is one named value of an object.
type Property struct {
	Name   string
	Schema *Schema
}

// Get returns the schema of the named property, nil when there is none.
func (p Properties) Get(name string) *Schema {
	for i := range p {
		if p[i].Name == name {
			return p[i].Schema
		}
	}
	return nil
}

// Nothing returns the schema that refuses every value, written as false:
//
//	&openapi.Schema{Type: openapi.Types{"object"}, AdditionalProperties: openapi.Nothing()}
func Nothing() *Schema { return &Schema{nothing: true} }

// Ref returns a schema that refers to the named component.
func Ref(component string) *Schema { return &Schema{Ref: schemaPrefix + component} }

// String returns a schema of strings with the format; "" means any string.
func String(format string) *Schema {
	return &Schema{Type: Types{TypeString}, Format: format}
}

// ArrayOf returns a schema of arrays of the items.
func ArrayOf(items *Schema) *Schema {
	return &Schema{Type: Types{TypeArray}, Items: items}
}

// Nullable returns a schema that accepts null and whatever s accepts. s itself is
// not changed.
func Nullable(s *Schema) *Schema {
	if s.accepts(TypeNull) {
		return s
	}
	if s.Ref != "" || len(s.Type) == 0 || s.Const != nil {
		return &Schema{AnyOf: []*Schema{s, {Type: Types{TypeNull}}}}
	}
	c := *s
	c.Type = append(slices.Clone(s.Type), TypeNull)
	if len(c.Enum) > 0 {
		c.Enum = append(slices.Clone(s.Enum), nil)
	}
	return &c
}

// accepts reports whether the schema is known to accept the type without looking
// into what it refers to.
func (s *Schema) accepts(name string) bool {
	if s.Type.Has(name) || s.isAny() {
		return true
	}
	return slices.ContainsFunc(s.AnyOf, func(a *Schema) bool { return a.accepts(name) })
}

// isAny reports whether the schema says nothing about which values it accepts.
func (s *Schema) isAny() bool {
	return !s.nothing && s.Ref == "" && len(s.Type) == 0 && len(s.Enum) == 0 && s.Const == nil &&
		len(s.OneOf) == 0 && len(s.AnyOf) == 0 && len(s.AllOf) == 0 && s.Not == nil
}

const schemaPrefix = "#/components/schemas/"
