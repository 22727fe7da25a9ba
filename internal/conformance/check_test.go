package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// values makes JSON out of few parts, so that schemas and values often meet.
type values struct{ *rand.Rand }

func (g values) value(depth int) any {
	switch n := g.IntN(9); {
	case n == 0:
		return nil
	case n == 1:
		return g.IntN(2) == 0
	case n <= 3:
		return g.text()
	case n <= 5 || depth == 0:
		return g.number()
	case n == 6:
		list := []any{}
		for range g.IntN(4) {
			list = append(list, g.value(depth-1))
		}
		return list
	}
	object := map[string]any{}
	for range g.IntN(4) {
		object[g.name()] = g.value(depth - 1)
	}
	return object
}

func (g values) name() string { return string(rune('a' + g.IntN(4))) }

func (g values) text() string {
	return []string{"", "a", "ab", "abc", "é", "日本語", "2026-01-02T03:04:05Z", "018f2f6e-0000-7000-8000-000000000001"}[g.IntN(8)]
}

func (g values) number() json.Number {
	return []json.Number{"-1", "0", "1", "1.0", "1.5", "2", "3", "2.25", "1e1", "10"}[g.IntN(10)]
}

func (g values) count() *int { return new(g.IntN(4)) }

// schema makes a schema with a few demands.
func (g values) schema(depth int) *openapi.Schema {
	s := &openapi.Schema{}
	if g.IntN(20) == 0 {
		return openapi.Nothing()
	}
	if g.IntN(12) == 0 {
		return openapi.Ref("Node")
	}
	for range 1 + g.IntN(3) {
		g.demand(s, depth)
	}
	return s
}

func (g values) demand(s *openapi.Schema, depth int) {
	demands := []func(){
		func() { s.Type = openapi.Types{g.typ()} },
		func() { s.Type = openapi.Types{g.typ()} },
		func() { s.Type = openapi.Types{"string", "null"} },
		func() { s.Enum = []any{g.value(1), g.value(1), g.text()} },
		func() { s.Const = g.text() },
		func() { s.MinLength = g.count() },
		func() { s.MaxLength = g.count() },
		func() { s.Pattern = []string{"^a", "b$", "^[a-c]+$"}[g.IntN(3)] },
		func() { s.Format = []string{"date-time", "uuid", "ipv4"}[g.IntN(3)] },
		func() { s.Minimum = g.number() },
		func() { s.Maximum = g.number() },
		func() { s.ExclusiveMinimum = g.number() },
		func() { s.ExclusiveMaximum = g.number() },
		func() { s.MultipleOf = "0.5" },
		func() { s.MinItems = g.count() },
		func() { s.MaxItems = g.count() },
		func() { s.UniqueItems = true },
		func() { s.MinProperties = g.count() },
		func() { s.MaxProperties = g.count() },
		func() { s.Required = []string{g.name()} },
	}
	if depth > 0 {
		demands = append(
			demands,
			func() { s.Items = g.schema(depth - 1) },
			func() {
				s.Properties = openapi.Properties{{Name: "a", Schema: g.schema(depth - 1)}, {Name: "b", Schema: g.schema(depth - 1)}}
			},
			func() { s.AdditionalProperties = g.schema(depth - 1) },
			func() { s.PropertyNames = &openapi.Schema{Pattern: "^[a-b]$"} },
			func() { s.AllOf = []*openapi.Schema{g.schema(depth - 1), g.schema(depth - 1)} },
			func() { s.AnyOf = []*openapi.Schema{g.schema(depth - 1), g.schema(depth - 1)} },
			func() { s.OneOf = []*openapi.Schema{g.schema(depth - 1), g.schema(depth - 1)} },
			func() { s.Not = g.schema(depth - 1) },
		)
	}
	demands[g.IntN(len(demands))]()
}

func (g values) typ() string {
	return []string{"string", "number", "integer", "boolean", "array", "object", "null"}[g.IntN(7)]
}

// compile reads the schema S of a document.
func compile(t *testing.T, document []byte) *jsonschema.Schema {
	t.Helper()
	resource, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	require.NoError(t, c.AddResource("document.json", resource))
	s, err := c.Compile("document.json#/components/schemas/S")
	require.NoError(t, err, "%s", document)
	return s
}

// TestOurCheckAgreesWithAnother holds Document.Check to a JSON Schema validator that
// is not ours, over schemas and values made at random.
func TestOurCheckAgreesWithAnother(t *testing.T) {
	t.Parallel()
	const seeds = 400
	fit := 0
	for seed := range uint64(seeds) {
		g := values{rand.New(rand.NewPCG(seed, 1))}
		ours := &openapi.Document{
			Info: openapi.Info{Title: "T", Version: "1"},
			Components: openapi.Components{Schemas: map[string]*openapi.Schema{
				"Node": {Type: openapi.Types{"object", "array", "string"}, Items: openapi.Ref("Node"), AdditionalProperties: openapi.Ref("Node")},
				"S":    g.schema(3),
			}},
		}
		raw, err := ours.JSON()
		require.NoError(t, err)
		judge := compile(t, raw)
		for range 25 {
			value := g.value(3)
			text, err := json.Marshal(value)
			require.NoError(t, err)
			plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			require.NoError(t, err)
			want := judge.Validate(plain)
			got := ours.Check(openapi.Ref("S"), json.RawMessage(text))
			if want == nil {
				fit++
			}
			require.Equal(t, want == nil, len(got) == 0, fmt.Sprintf("seed %d\n%s\n%s\ntheirs: %v\nours: %q", seed, raw, text, want, got))
		}
	}
	require.Greater(t, fit, seeds*25/20, "values fit often enough for the comparison to mean something")
	require.Less(t, fit, seeds*25*19/20)
}
