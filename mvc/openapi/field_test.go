package openapi_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

type Patch struct {
	Notes  codec.Optional[string]    `json:"notes,omitzero" validate:"max=500"`
	Name   codec.Optional[string]    `json:"name" validate:"required,min=2"`
	Size   codec.Optional[string]    `json:"size" validate:"oneof=small large"`
	Status codec.Optional[Status]    `json:"status" validate:"oneof=open"`
	Tags   codec.Optional[[]string]  `json:"tags" validate:"max=3,dive,min=1"`
	Many   []codec.Optional[int]     `json:"many" validate:"dive,gt=0"`
	Behind *codec.Optional[string]   `json:"behind" validate:"max=5"`
	Cards  map[string]patch[float64] `json:"cards"`
}

func TestTheRulesOfAnOptionalAreThoseOfItsValue(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Input(reflect.TypeFor[Patch]()), r.Output(reflect.TypeFor[Patch]()))
	require.NoError(t, r.Publish(d))
	in, out := d.Components.Schemas["PatchInput"], d.Components.Schemas["Patch"]
	for name, want := range map[string]string{
		"notes":  `{"type":["string","null"],"maxLength":500}`,
		"name":   `{"type":"string","minLength":2}`,
		"size":   `{"type":["string","null"],"enum":["small","large",null]}`,
		"status": `{"anyOf":[{"$ref":"#/components/schemas/Status","enum":["open"]},{"type":"null"}]}`,
		"tags":   `{"type":["array","null"],"items":{"type":"string","minLength":1},"maxItems":3}`,
		"many":   `{"type":"array","items":{"type":["integer","null"],"format":"int64","exclusiveMinimum":0}}`,
		"behind": `{"type":["string","null"],"maxLength":5}`,
	} {
		require.JSONEq(t, want, compact(t, in.Properties.Get(name)), name)
	}
	require.Equal(t, []string{"name"}, in.Required)
	require.Equal(t, []string{"many", "cards"}, out.Required)
	require.JSONEq(t, `{"type":["string","null"],"minLength":2}`, compact(t, out.Properties.Get("name")))
}

type Receipt struct {
	ID     string `path:"id" json:"id" doc:"Given at creation."`
	Shop   string `path:"shop"`
	Tenant string `header:"X-Tenant" json:"-"`
	Page   int    `query:"page" json:"page_number,omitempty"`
	Inner  struct {
		Code string `query:"c" json:"code"`
	} `json:"inner"`
}

func TestATagThatBindsMeansNothingToAResult(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Output(reflect.TypeFor[Receipt]()))
	require.NoError(t, r.Publish(d))
	s := d.Components.Schemas["Receipt"]
	names := []string{}
	for _, p := range s.Properties {
		names = append(names, p.Name)
	}
	require.Equal(t, []string{"id", "Shop", "page_number", "inner"}, names)
	require.Equal(t, []string{"id", "Shop", "inner"}, s.Required)
	require.Equal(t, "Given at creation.", s.Properties.Get("id").Description)
	written, err := json.Marshal(Receipt{ID: "1", Page: 2})
	require.NoError(t, err)
	require.Empty(t, d.Check(openapi.Ref("Receipt"), json.RawMessage(written)))
	s.AdditionalProperties = openapi.Nothing()
	require.Empty(t, d.Check(openapi.Ref("Receipt"), json.RawMessage(written)), "JSON holds nothing else")
}
