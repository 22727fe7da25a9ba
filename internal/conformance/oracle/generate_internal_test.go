package oracle

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

func TestGeneratedValuesFitTheirSchema(t *testing.T) {
	t.Parallel()
	schemas := []string{
		`{}`, `{"type":"null"}`, `{"type":["integer","null"]}`, `{"type":"boolean"}`, `{"const":"x"}`, `{"enum":[1,"a",null]}`,
		`{"type":"integer"}`, `{"type":"integer","minimum":5}`, `{"type":"integer","maximum":-5}`, `{"type":"integer","minimum":3,"maximum":3}`,
		`{"type":"integer","exclusiveMinimum":3,"exclusiveMaximum":5}`, `{"type":"integer","multipleOf":7,"minimum":10,"maximum":50}`,
		`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}`, `{"type":"number","multipleOf":0.5,"minimum":1,"maximum":3}`, `{"type":"integer","not":{"enum":[0]}}`,
		`{"type":"string","format":"date-time"}`, `{"type":"string","format":"date"}`, `{"type":"string","format":"uuid"}`, `{"type":"string","format":"email"}`, `{"type":"string","format":"uri"}`,
		`{"type":"string","format":"uri-reference"}`, `{"type":"string","format":"hostname"}`, `{"type":"string","format":"ipv4"}`, `{"type":"string","format":"ipv6"}`, `{"type":"string","contentEncoding":"base64"}`,
		`{"type":"string","minLength":3,"maxLength":3}`, `{"type":"string","minLength":20}`, `{"type":"string","maxLength":0}`,
		`{"type":"string","pattern":"^[A-Z]{2}(a|b)?c*d+.[^a]\\d$"}`, `{"type":"string","pattern":"^[a-z]+$","minLength":4,"maxLength":6}`, `{"type":"string","pattern":"^x{2,}$"}`, `{"type":"string","pattern":"^(?:日|本)[^\\x00-\\x7F]$"}`,
		`{"type":"string","allOf":[{"pattern":"^a"},{"maxLength":5},{"not":{"pattern":"z"}}]}`, `{"type":"string","anyOf":[{"format":"ipv4"},{"format":"ipv6"}]}`,
		`{"anyOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}},{"type":"null"}]}`, `{"oneOf":[{"type":"string"},{"type":"integer"}]}`,
		`{"type":"array","minItems":2,"maxItems":2,"items":{"type":"boolean"}}`, `{"type":"array","uniqueItems":true,"minItems":3,"items":{"enum":[1,2,3,4,5,6]}}`, `{"type":"array"}`,
		`{"type":"object","minProperties":1,"additionalProperties":{"type":"integer"}}`, `{"type":"object","additionalProperties":{"type":"integer"},"propertyNames":{"pattern":"^[ab]{3}$"}}`,
		`{"type":"object","additionalProperties":false}`, `{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"string","readOnly":true}}}`,
		`{"type":"string","examples":["one","two"],"maxLength":3}`, `{"type":"string","example":"one","maxLength":3}`,
	}
	for _, text := range schemas {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			schema := &openapi3.Schema{}
			require.NoError(t, json.Unmarshal([]byte(text), schema))
			g := &generator{Rand: rand.New(rand.NewPCG(1, 2))}
			for range 30 {
				v := g.fitting(schema, place{})
				require.True(t, fits(schema, v), "%#v", v)
			}
		})
	}
}

func TestRecursiveTypesEnd(t *testing.T) {
	t.Parallel()
	tree := &openapi3.Schema{Type: &openapi3.Types{"object"}}
	tree.Properties = openapi3.Schemas{"children": {Value: &openapi3.Schema{Type: &openapi3.Types{"array"}, Items: &openapi3.SchemaRef{Value: tree}}}}
	g := &generator{Rand: rand.New(rand.NewPCG(3, 4))}
	for range 50 {
		require.NotNil(t, g.value(tree, place{}))
	}
}

func TestAPatternThatCannotBeReadIsLeftAlone(t *testing.T) {
	t.Parallel()
	g := &generator{Rand: rand.New(rand.NewPCG(1, 1))}
	require.Len(t, g.matching("(?=x)", 3, 5), 3)
}

func TestBodiesAreWrittenInTheirMediaType(t *testing.T) {
	t.Parallel()
	body := map[string]any{"a": "x y", "n": []any{1.5, true, nil}}
	tests := map[string]string{
		"application/json":                  `{"a":"x y","n":[1.5,true,null]}`,
		"application/merge-patch+json":      `{"a":"x y","n":[1.5,true,null]}`,
		"application/x-www-form-urlencoded": url.Values{"a": {"x y"}, "n": {"1.5", "true", ""}}.Encode(),
		"text/plain":                        `{"a":"x y","n":[1.5,true,null]}`,
	}
	for media, want := range tests {
		raw, contentType, err := (&attempt{hasBody: true, contentType: media, body: body}).bytes()
		require.NoError(t, err)
		require.Equal(t, media, contentType)
		require.Equal(t, want, string(raw))
	}
	raw, contentType, err := (&attempt{hasBody: true, contentType: "multipart/form-data", body: body}).bytes()
	require.NoError(t, err)
	require.Contains(t, contentType, "boundary=")
	require.Contains(t, string(raw), fmt.Sprintf("name=%q\r\n\r\nx y", "a"))
	none, _, err := (&attempt{}).bytes()
	require.NoError(t, err)
	require.Nil(t, none)
}

func TestTheMediaTypeIsTheBestKnown(t *testing.T) {
	t.Parallel()
	media := &openapi3.MediaType{}
	require.Equal(t, "application/json", preferred(openapi3.Content{"text/csv": media, "application/json": media}))
	require.Equal(t, "image/png", preferred(openapi3.Content{"text/csv": media, "image/png": media}))
	require.Equal(t, "application/octet-stream", preferred(nil))
}

func TestIdsAreLearntByCollection(t *testing.T) {
	t.Parallel()
	g := &generator{Rand: rand.New(rand.NewPCG(1, 1))}
	p := pool{}
	p.learn("/shops/{shop}/orders", []byte(`{"id":"o1"}`))
	p.learn("/shops", []byte(`{"items":[{"id":"s1"},{"name":"none"},7]}`))
	p.learn("/drivers/{id}", []byte(`{"id":42}`))
	p.learn("/lists", []byte(`[{"id":"l1"}]`))
	p.learn("/text", []byte(`no JSON`))

	tests := []struct {
		path, parameter string
		want            any
	}{
		{"/shops/{shop}", "shop", "s1"},
		{"/shops/{shop}/orders/{order}/cook", "shop", "s1"},
		{"/shops/{shop}/orders/{order}/cook", "order", "o1"},
		{"/drivers/{id}", "id", float64(42)},
		{"/lists/{id}", "id", "l1"},
	}
	for _, test := range tests {
		id, ok := p.pick(g, test.path, test.parameter)
		require.True(t, ok, test.path)
		require.Equal(t, test.want, id, test.path)
	}
	_, ok := p.pick(g, "/text/{id}", "id")
	require.False(t, ok)

	p.forget(&attempt{op: &operation{path: "/drivers/{id}"}, path: map[string]string{"id": "42"}})
	_, ok = p.pick(g, "/drivers/{id}", "id")
	require.False(t, ok, "it was deleted")
	p.forget(&attempt{op: &operation{path: "/lists"}})
	known := map[string][]any{"/a": {"x"}}
	require.Equal(t, pool(known), newPool(known))
}
