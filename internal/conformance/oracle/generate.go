package oracle

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// generator makes values from schemas.
type generator struct {
	*rand.Rand
	known func(operation, place string) (any, bool)
}

// place is where a value stands: in the body a pointer with * for indexes.
type place struct {
	operation, pointer string
	depth              int
}

func (p place) below(name string) place {
	return place{p.operation, p.pointer + "/" + name, p.depth + 1}
}

// deep is where optional things end, so that recursive types do.
const deep = 5

// fitting returns a value that fits the schema; after enough tries it returns one
// that may not.
func (g *generator) fitting(schema *openapi3.Schema, at place) any {
	var v any
	for range 30 {
		if v = g.value(schema, at); fits(schema, v) {
			return v
		}
	}
	return v
}

// part returns a value for a place inside another. Only what may go wrong is tried
// at once, the rest with the whole: each trial costs a compilation of the schema.
func (g *generator) part(schema *openapi3.Schema, at place) any {
	if schema.Pattern == "" && !schema.UniqueItems && schema.Not == nil && len(schema.AllOf)+len(schema.AnyOf)+len(schema.OneOf) == 0 {
		return g.value(schema, at)
	}
	return g.fitting(schema, at)
}

func fits(schema *openapi3.Schema, v any) bool {
	return schema.VisitJSON(v, openapi3.EnableJSONSchema2020(), openapi3.VisitAsRequest()) == nil
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.IntN(len(list))] }

func (g *generator) value(schema *openapi3.Schema, at place) any {
	if g.known != nil {
		if v, ok := g.known(at.operation, at.pointer); ok {
			return clone(v)
		}
	}
	if examples := examplesOf(schema); len(examples) > 0 && g.chance(40) {
		return clone(pick(g, examples))
	}
	schema = g.choose(schema)
	switch {
	case schema.Const != nil:
		return schema.Const
	case len(schema.Enum) > 0:
		return pick(g, schema.Enum)
	}
	switch g.typeOf(schema) {
	case "string":
		return g.text(schema)
	case "integer":
		return g.integer(schema)
	case "number":
		return g.number(schema)
	case "boolean":
		return g.chance(50)
	case "array":
		return g.array(schema, at)
	case "object":
		return g.object(schema, at)
	case "null":
		return nil
	}
	return pick(g, []any{"anything", float64(7), true, map[string]any{"a": "b"}})
}

// clone returns a copy that a mutation may change, in the types of decoded JSON.
func clone(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var copied any
	if json.Unmarshal(raw, &copied) != nil {
		return v
	}
	return copied
}

func examplesOf(s *openapi3.Schema) []any {
	if s.Example != nil {
		return append([]any{s.Example}, s.Examples...)
	}
	return s.Examples
}

// choose takes one alternative of anyOf and oneOf and all of allOf into the schema.
func (g *generator) choose(s *openapi3.Schema) *openapi3.Schema {
	parts := slices.Clone(s.AllOf)
	for _, alternatives := range []openapi3.SchemaRefs{s.AnyOf, s.OneOf} {
		if len(alternatives) > 0 {
			parts = append(parts, pick(g, alternatives))
		}
	}
	if len(parts) == 0 {
		return s
	}
	merged := *s
	merged.AllOf, merged.AnyOf, merged.OneOf = nil, nil, nil
	for _, part := range parts {
		overlay(&merged, g.choose(part.Value))
	}
	return &merged
}

func overlay(s, part *openapi3.Schema) {
	set(&s.Type, part.Type)
	set(&s.Format, part.Format)
	set(&s.Pattern, part.Pattern)
	set(&s.Const, part.Const)
	set(&s.Min, part.Min)
	set(&s.Max, part.Max)
	set(&s.MinLength, part.MinLength)
	set(&s.MaxLength, part.MaxLength)
	set(&s.MinItems, part.MinItems)
	set(&s.MaxItems, part.MaxItems)
	set(&s.Items, part.Items)
	set(&s.AdditionalProperties, part.AdditionalProperties)
	if len(part.Enum) > 0 {
		s.Enum = part.Enum
	}
	if len(part.Properties) > 0 {
		s.Properties, s.Required = part.Properties, append(slices.Clone(s.Required), part.Required...)
	}
}

// set overwrites with a value that says something.
func set[T comparable](to *T, from T) {
	var none T
	if from != none {
		*to = from
	}
}

func (g *generator) typeOf(s *openapi3.Schema) string {
	if s.Type == nil || len(*s.Type) == 0 {
		return ""
	}
	return pick(g, *s.Type)
}

func (g *generator) integer(s *openapi3.Schema) any {
	low, high := bounds(s, 1)
	low, high = math.Ceil(low), math.Floor(high)
	if s.MultipleOf != nil && *s.MultipleOf > 0 {
		m := *s.MultipleOf
		return m * float64(int64(low/m)+g.Int64N(max(1, int64((high-low)/m))))
	}
	return low + float64(g.Int64N(max(1, int64(high-low)+1)))
}

func (g *generator) number(s *openapi3.Schema) any {
	low, high := bounds(s, 0.01)
	v := low + g.Float64()*(high-low)
	if s.MultipleOf != nil && *s.MultipleOf > 0 {
		return math.Ceil(v / *s.MultipleOf) * *s.MultipleOf
	}
	return math.Round(v*100) / 100
}

// bounds returns the range of a number; step is the distance from an exclusive bound.
func bounds(s *openapi3.Schema, step float64) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if s.Min != nil {
		low = *s.Min
	}
	if s.ExclusiveMin.Value != nil {
		low = max(low, *s.ExclusiveMin.Value+step)
	}
	if s.Max != nil {
		high = *s.Max
	}
	if s.ExclusiveMax.Value != nil {
		high = min(high, *s.ExclusiveMax.Value-step)
	}
	const usual = 1000
	switch {
	case math.IsInf(low, -1) && math.IsInf(high, 1):
		return -usual, usual
	case math.IsInf(low, -1):
		return high - usual, high
	case math.IsInf(high, 1):
		return low, low + usual
	}
	return low, high
}

func (g *generator) array(s *openapi3.Schema, at place) any {
	n := int(s.MinItems)
	if most := 3; at.depth < deep {
		if s.MaxItems != nil {
			most = int(*s.MaxItems) - n
		}
		n += g.IntN(min(max(most, 0), 3) + 1)
	}
	out := make([]any, 0, n)
	for range n {
		item := any("item")
		if s.Items != nil && s.Items.Value != nil {
			item = g.part(s.Items.Value, at.below("*"))
		}
		out = append(out, item)
	}
	return out
}

func (g *generator) object(s *openapi3.Schema, at place) any {
	out := map[string]any{}
	for _, name := range sortedNames(s.Properties) {
		property := s.Properties[name].Value
		required := slices.Contains(s.Required, name)
		if property.ReadOnly || !required && (at.depth >= deep || g.chance(50)) {
			continue
		}
		out[name] = g.part(property, at.below(name))
	}
	extra := s.AdditionalProperties.Schema
	if extra == nil || extra.Value == nil || extra.Value.Always != nil || at.depth >= deep {
		return out
	}
	for i := range int(s.MinProps) + g.IntN(3) {
		name := "key" + strconv.Itoa(i)
		if s.PropertyNames != nil {
			if text, ok := g.fitting(s.PropertyNames.Value, at.below("*")).(string); ok {
				name = text
			}
		}
		out[name] = g.part(extra.Value, at.below("*"))
	}
	return out
}

func sortedNames(properties openapi3.Schemas) []string {
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
