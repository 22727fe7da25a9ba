package openapi

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// unsaid is the extension that lists the rules JSON Schema has no words for.
const unsaid = "x-validate"

// constrain writes the rules of a value of the Go type into its schema and
// returns it. What it writes is never stricter than the rule, except that a value
// let pass by omitempty alone is not mentioned.
func constrain(s *Schema, t reflect.Type, rules []validation.Rule) *Schema {
	inner, pointer := optionalOf(t)
	if pointer {
		t = inner
	}
	pointer = pointer || t.Kind() == reflect.Pointer
	for _, rule := range rules {
		if c := (constraint{s, deref(t), rule, pointer}); !c.write() {
			c.keep()
		}
	}
	if s.Not != nil && len(s.Not.Enum) == 1 && s.Not.Enum[0] == json.Number("0") && excludesZero(s) {
		s.Not = nil // the bounds say so already
	}
	return s
}

func excludesZero(s *Schema) bool {
	beyond := func(bound json.Number, signs ...int) bool {
		sign, ok := compare(bound, "0")
		return ok && slices.Contains(signs, sign)
	}
	return beyond(s.Minimum, 1) || beyond(s.ExclusiveMinimum, 0, 1) || beyond(s.Maximum, -1) || beyond(s.ExclusiveMaximum, 0, -1)
}

// constraint is one rule on its way into a schema.
type constraint struct {
	schema  *Schema
	typ     reflect.Type // behind the pointer
	rule    validation.Rule
	pointer bool
}

// keep lists the rule as one that the schema does not say.
func (c constraint) keep() {
	if c.schema.Extensions == nil {
		c.schema.Extensions = Extensions{}
	}
	kept, _ := c.schema.Extensions[unsaid].([]string)
	c.schema.Extensions[unsaid] = append(kept, c.rule.String())
}

// write reports whether the schema now says what the rule demands.
func (c constraint) write() bool {
	switch {
	case len(c.rule.Any) > 0:
		return c.alternatives()
	case c.rule.Schema != nil:
		return c.custom(c.rule.Schema)
	}
	switch c.rule.Name {
	case "omitempty", "omitnil", "omitzero", "structonly", "nostructlevel":
		return true
	case "dive":
		return c.dive()
	case "required":
		return c.required()
	case "min", "gte", "max", "lte", "len", "gt", "lt":
		return c.bound()
	case "eq", "ne", "oneof":
		return c.values()
	case "unique":
		c.schema.UniqueItems = c.rule.Param == "" && c.isList()
		return c.schema.UniqueItems
	}
	return c.text()
}

// kind of Go type and JSON type together decide what a rule means: a type that
// writes itself as text is no string to the rules, a time is no number.
func (c constraint) has(jsonType string) bool { return c.schema.inner().Type.Has(jsonType) }

func (c constraint) isString() bool { return c.typ.Kind() == reflect.String && c.has(TypeString) }
func (c constraint) isMap() bool    { return c.typ.Kind() == reflect.Map && c.has(TypeObject) }

func (c constraint) isList() bool {
	return (c.typ.Kind() == reflect.Slice || c.typ.Kind() == reflect.Array) && c.has(TypeArray)
}

func (c constraint) isNumber() bool {
	return c.typ != reflect.TypeFor[time.Duration]() && (c.has(TypeInteger) || c.has(TypeNumber))
}

// dive describes the elements, and the keys of a map.
func (c constraint) dive() bool {
	switch {
	case c.isList():
		besides(&c.schema.Items, c.schema.inner().Items)
		constrain(c.schema.Items, c.typ.Elem(), c.rule.Elem)
	case c.isMap():
		besides(&c.schema.AdditionalProperties, c.schema.inner().AdditionalProperties)
		constrain(c.schema.AdditionalProperties, c.typ.Elem(), c.rule.Elem)
		if len(c.rule.Keys) > 0 {
			if c.schema.PropertyNames == nil {
				c.schema.PropertyNames = String("")
			}
			constrain(c.schema.PropertyNames, c.typ.Key(), c.rule.Keys)
		}
	default:
		return len(c.rule.Elem) == 0 && len(c.rule.Keys) == 0
	}
	return true
}

// besides makes room for rules about the inside of a component beside the
// reference to it, when a field adds some of its own.
func besides(inside **Schema, described *Schema) {
	if *inside == nil {
		*inside = &Schema{Type: described.inner().Type}
	}
}

// required refuses the zero value of what is no pointer. That the property must
// be there is for its struct to say.
func (c constraint) required() bool {
	switch {
	case c.pointer: // any value is better than none
	case c.isString() && len(c.schema.inner().Enum) == 0:
		raise(&c.schema.MinLength, 1)
	case c.typ.Kind() == reflect.Bool && c.has(TypeBoolean):
		c.schema.Const = true
	case c.isNumber() && c.typ.Kind() != reflect.String:
		c.refuse(json.Number("0"))
	}
	return true
}

// refuse adds a value that is not accepted.
func (c constraint) refuse(value any) {
	if c.schema.Not == nil {
		c.schema.Not = &Schema{}
	}
	c.schema.Not.Enum = append(c.schema.Not.Enum, value)
}

// oneofWord splits the param of oneof the way validator does.
var oneofWord = regexp.MustCompile(`'[^']*'|\S+`)

// values writes a rule that lists the values accepted or refused.
func (c constraint) values() bool {
	words := []string{c.rule.Param}
	if c.rule.Name == "oneof" {
		words = oneofWord.FindAllString(c.rule.Param, -1)
	}
	var list []any
	for _, word := range words {
		value, ok := c.value(word)
		if !ok {
			return false
		}
		list = append(list, value)
	}
	switch c.rule.Name {
	case "oneof":
		if described := c.schema.inner().Enum; c.schema.Ref == "" || !sameValues(described, list) {
			c.schema.Enum = list
		}
	case "eq":
		c.schema.Const = list[0]
	case "ne":
		c.refuse(list[0])
	}
	return true
}

func sameValues(a, b []any) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(v any) bool {
		return !slices.ContainsFunc(b, func(w any) bool { return equalTrees(v, w) })
	})
}

func (c constraint) value(word string) (any, bool) {
	switch {
	case c.isString():
		if c.rule.Name == "oneof" {
			word = strings.ReplaceAll(word, "'", "")
		}
		return word, true
	case c.isNumber():
		return json.Number(word), isJSONNumber(json.Number(word))
	case c.has(TypeBoolean) && c.rule.Name != "oneof":
		b, err := strconv.ParseBool(word)
		return b, err == nil
	}
	return nil, false
}

// alternatives writes a|b, if every one of them can be said.
func (c constraint) alternatives() bool {
	var anyOf []*Schema
	for _, rule := range c.rule.Any {
		s := &Schema{Type: c.schema.inner().Type}
		if !(constraint{s, c.typ, rule, c.pointer}).write() {
			return false
		}
		s.Type = nil
		anyOf = append(anyOf, s)
	}
	if c.schema.AnyOf == nil {
		c.schema.AnyOf = anyOf
		return true
	}
	c.schema.AllOf = append(c.schema.AllOf, &Schema{AnyOf: anyOf})
	return true
}

// custom writes what the registration of a rule said about it.
func (c constraint) custom(said *validation.Schema) bool {
	s := c.schema
	if said.Format != "" {
		s.Format = said.Format
	}
	if said.Pattern != "" {
		c.pattern(said.Pattern)
	}
	if said.MinLength > 0 {
		raise(&s.MinLength, said.MinLength)
	}
	if said.MaxLength > 0 {
		lower(&s.MaxLength, said.MaxLength)
	}
	for _, value := range said.Enum {
		s.Enum = append(s.Enum, value)
	}
	if said.Description != "" {
		s.Description = strings.TrimSpace(s.Description + " " + said.Description)
	}
	if said.Example != "" && len(s.Examples) == 0 {
		s.Examples = []any{said.Example}
	}
	return true
}
