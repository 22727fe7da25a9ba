package openapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

func object(properties ...openapi.Property) *openapi.Schema {
	return &openapi.Schema{Type: openapi.Types{"object"}, Properties: properties}
}

func TestCheckTellsWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{Components: openapi.Components{Schemas: map[string]*openapi.Schema{
		"Item": {Type: openapi.Types{"object"}, Required: []string{"id"}, Properties: openapi.Properties{{Name: "id", Schema: openapi.String("uuid")}}},
		"Tree": object(openapi.Property{Name: "children", Schema: openapi.ArrayOf(openapi.Ref("Tree"))}),
		"Loop": {Ref: "#/components/schemas/Loop"},
		"Void": {AllOf: []*openapi.Schema{openapi.Ref("Void")}},
	}}}
	text, number := openapi.String(""), &openapi.Schema{Type: openapi.Types{"number"}}
	integer := &openapi.Schema{Type: openapi.Types{"integer"}}
	tests := []struct {
		name   string
		schema *openapi.Schema
		value  string
		want   []string
	}{
		{"anything", &openapi.Schema{}, `{"a":[1]}`, nil},
		{"no schema", nil, `1`, nil},
		{"nothing", openapi.Nothing(), `1`, []string{"value: must not be there"}},
		{"type", text, `1`, []string{"value: must be string, is integer"}},
		{"types", openapi.Nullable(text), `1.5`, []string{"value: must be string or null, is number"}},
		{"null", openapi.Nullable(text), `null`, nil},
		{"integer", integer, `2.0`, nil},
		{"integer by exponent", integer, `2e3`, nil},
		{"no integer", integer, `2.5`, []string{"must be integer, is number"}},
		{"number", number, `2`, nil},
		{"boolean", &openapi.Schema{Type: openapi.Types{"boolean"}}, `"true"`, []string{"must be boolean, is string"}},
		{"array", openapi.ArrayOf(text), `{}`, []string{"must be array, is object"}},
		{"object", object(), `[]`, []string{"must be object, is array"}},
		{"null type", text, `null`, []string{"must be string, is null"}},
		{"true", text, `true`, []string{"is boolean"}},

		{"required", openapi.Ref("Item"), `{}`, []string{"/id: is required and missing"}},
		{"format", openapi.Ref("Item"), `{"id":"x"}`, []string{`/id: must be of the format uuid, is "x"`}},
		{"depth", openapi.Ref("Tree"), `{"children":[{},{"children":[7]}]}`, []string{"/children/1/children/0: must be object, is integer"}},
		{"several", object(openapi.Property{Name: "a", Schema: text}, openapi.Property{Name: "b/c~d", Schema: text}), `{"a":1,"b/c~d":2}`, []string{"/a: must", "/b~1c~0d: must"}},
		{"missing component", openapi.Ref("None"), `1`, []string{"#/components/schemas/None is not in the document"}},
		{"circle", openapi.Ref("Loop"), `1`, []string{"refers to itself without end"}},
		{"circle through allOf", openapi.Ref("Void"), `1`, []string{"refers to itself without end"}},

		{"const", &openapi.Schema{Const: "a"}, `"b"`, []string{`must be "a", is "b"`}},
		{"const number", &openapi.Schema{Const: 1}, `1.0`, nil},
		{"const object", &openapi.Schema{Const: map[string]any{"a": []int{1}, "b": nil}}, `{"b":null,"a":[1]}`, nil},
		{"const other object", &openapi.Schema{Const: map[string]any{"a": 1}}, `{"a":1,"b":2}`, []string{`must be {"a": 1}`}},
		{"enum", &openapi.Schema{Enum: []any{"a", 1, nil}}, `null`, nil},
		{"not in enum", &openapi.Schema{Enum: []any{"a", 1}}, `"b"`, []string{`must be one of "a", 1, is "b"`}},

		{"short", &openapi.Schema{MinLength: new(2)}, `"é"`, []string{"at least 2 characters, has 1"}},
		{"long", &openapi.Schema{MaxLength: new(1)}, `"日本"`, []string{"at most 1 characters, has 2"}},
		{"pattern", &openapi.Schema{Pattern: "^a"}, `"b"`, []string{`must match ^a, is "b"`}},
		{"unreadable pattern", &openapi.Schema{Pattern: "("}, `"b"`, []string{"the pattern of the schema cannot be read"}},
		{"text of another kind", &openapi.Schema{MinLength: new(2)}, `1`, nil},

		{"minimum", &openapi.Schema{Minimum: "1"}, `0.99999999999999999999`, []string{"must be at least 1, is 0.99999999999999999999"}},
		{"maximum", &openapi.Schema{Maximum: "1"}, `2`, []string{"must be at most 1"}},
		{"exclusive minimum", &openapi.Schema{ExclusiveMinimum: "1"}, `1`, []string{"must be more than 1"}},
		{"exclusive maximum", &openapi.Schema{ExclusiveMaximum: "1"}, `1.0`, []string{"must be less than 1"}},
		{"within", &openapi.Schema{Minimum: "1", Maximum: "3", ExclusiveMinimum: "0", ExclusiveMaximum: "4", MultipleOf: "0.5"}, `2.5`, nil},
		{"multiple", &openapi.Schema{MultipleOf: "0.01"}, `1.005`, []string{"must be a multiple of 0.01"}},
		{"huge", &openapi.Schema{Maximum: "1"}, `1e999999999`, []string{"must be at most 1"}},
		{"int32", &openapi.Schema{Format: "int32"}, `2147483648`, []string{"must be of the format int32"}},
		{"int64", &openapi.Schema{Format: "int64"}, `9223372036854775807`, nil},
		{"uint64", &openapi.Schema{Format: "uint64"}, `-1`, []string{"must be of the format uint64"}},

		{"few items", &openapi.Schema{MinItems: new(1)}, `[]`, []string{"at least 1 items, has 0"}},
		{"many items", &openapi.Schema{MaxItems: new(1)}, `[1,2]`, []string{"at most 1 items, has 2"}},
		{"unique", &openapi.Schema{UniqueItems: true}, `[1,{"a":1},1.0,{"a":1}]`, []string{"/2: must be unique, is the same as item 0", "/3: must be unique, is the same as item 1"}},

		{"few properties", &openapi.Schema{MinProperties: new(1)}, `{}`, []string{"at least 1 properties, has 0"}},
		{"many properties", &openapi.Schema{MaxProperties: new(1)}, `{"a":1,"b":2}`, []string{"at most 1 properties, has 2"}},
		{"closed", &openapi.Schema{AdditionalProperties: openapi.Nothing()}, `{"a":1}`, []string{"/a: must not be there"}},
		{"map", &openapi.Schema{AdditionalProperties: text}, `{"a":1}`, []string{"/a: must be string"}},
		{"names", &openapi.Schema{PropertyNames: &openapi.Schema{MaxLength: new(1)}}, `{"ab":1}`, []string{"/ab: is no name that is accepted here"}},

		{"all of", &openapi.Schema{AllOf: []*openapi.Schema{{MinLength: new(2)}, {Pattern: "^b"}}}, `"a"`, []string{"at least 2", "must match ^b"}},
		{"any of", &openapi.Schema{AnyOf: []*openapi.Schema{text, integer}}, `true`, []string{"fits none of 2 forms, is true"}},
		{"any of, likely", &openapi.Schema{AnyOf: []*openapi.Schema{openapi.Ref("Item"), {Type: openapi.Types{"null"}}}}, `{}`, []string{"/id: is required and missing"}},
		{"one of", &openapi.Schema{OneOf: []*openapi.Schema{text, integer}}, `1`, nil},
		{"one of none", &openapi.Schema{OneOf: []*openapi.Schema{text, openapi.Ref("None")}}, `[]`, []string{"fits none of 2 forms"}},
		{"one of two", &openapi.Schema{OneOf: []*openapi.Schema{number, integer}}, `1`, []string{"must fit exactly one of 2 forms, fits 2"}},
		{"not", &openapi.Schema{Not: &openapi.Schema{Enum: []any{0}}}, `0`, []string{"must not be 0"}},
		{"shortened", &openapi.Schema{Const: 1}, `"` + strings.Repeat("x", 200) + `"`, []string{"xxx…"}},
		{"no JSON", text, `{`, []string{"value: is no JSON"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := d.Check(test.schema, json.RawMessage(test.value))
			require.Len(t, got, len(test.want), "%q", got)
			for i := range got {
				require.Contains(t, got[i], test.want[i])
			}
		})
	}
}

func TestCheckKnowsFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		format, good, bad string
	}{
		{"date-time", "2026-01-02T03:04:05.678+02:00", "2026-01-02 03:04"},
		{"date", "2026-02-28", "2026-02-30"},
		{"uuid", "018F2F6E-0000-7000-8000-000000000001", "018f2f6e000070008000000000000001"},
		{"email", "ann@example.com", "Ann <ann@example.com>"},
		{"hostname", "a.example.com", "-a.example.com"},
		{"ipv4", "192.0.2.1", "192.0.2.256"},
		{"ipv6", "2001:db8::1", "fe80::1%eth0"},
		{"uri", "https://example.com/a?b", "/a"},
		{"uri-reference", "/a", "%zz"},
	}
	d := &openapi.Document{}
	for _, test := range tests {
		require.Empty(t, d.Check(openapi.String(test.format), test.good), test.format)
		require.NotEmpty(t, d.Check(openapi.String(test.format), test.bad), test.format)
	}
	require.Empty(t, d.Check(openapi.String("of our own"), "anything"))
}

func TestCheckTakesAnyGoValue(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{}
	s := object(openapi.Property{Name: "X", Schema: &openapi.Schema{Maximum: "1"}})
	for _, value := range []any{Point{X: 2}, &Point{X: 2}, map[string]any{"X": 2}, map[string]any{"X": json.Number("2")}, json.RawMessage(`{"X":2}`)} {
		require.Equal(t, []string{"/X: must be at most 1, is 2"}, d.Check(s, value))
	}
	require.Contains(t, d.Check(s, make(chan int))[0], "value: is no JSON")
}

func FuzzCheck(f *testing.F) {
	f.Add(`{"id":1}`)
	f.Add(`[1,[2],{"a":null}]`)
	d := &openapi.Document{Components: openapi.Components{Schemas: map[string]*openapi.Schema{
		"Tree": {
			AnyOf: []*openapi.Schema{openapi.ArrayOf(openapi.Ref("Tree")), {Type: openapi.Types{"object"}, AdditionalProperties: openapi.Ref("Tree")}, {Maximum: "10", MaxLength: new(3), UniqueItems: true}},
		},
	}}}
	f.Fuzz(func(t *testing.T, value string) {
		faults := d.Check(openapi.Ref("Tree"), json.RawMessage(value))
		if !json.Valid([]byte(value)) {
			require.NotEmpty(t, faults)
		}
	})
}
