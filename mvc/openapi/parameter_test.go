package openapi_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

type paging struct {
	Page int `query:"page" default:"1" validate:"required,min=1" doc:"Counted from 1."`
}

type change struct {
	paging
	ID      string   `path:"id" validate:"uuid" example:"018f2f6e-0000-7000-8000-000000000001"`
	States  []Status `query:"state"`
	Sort    []string `query:"sort,comma" validate:"required,max=2"`
	Match   *string  `header:"If-Match" validate:"required" deprecated:"true"`
	Session string   `cookie:"sid,comma"`
	Ignored string   `query:"-"`
	Name    string   `json:"name"`
}

func TestParametersComeFromTags(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	list := r.Parameters(reflect.TypeFor[*change]())
	require.NoError(t, r.Err())
	got := make([]string, 0, len(list))
	for _, p := range list {
		got = append(got, p.In+" "+p.Name)
	}
	require.Equal(t, []string{"query page", "path id", "query state", "query sort", "header If-Match", "cookie sid"}, got)

	page, id, sort, match, session := list[0], list[1], list[3], list[4], list[5]
	require.False(t, page.Required, "it has a default")
	require.Equal(t, "Counted from 1.", page.Description)
	require.JSONEq(t, `{"type":"integer","format":"int64","default":1,"minimum":1}`, compact(t, page.Schema))
	require.True(t, id.Required, "a path has no holes")
	require.Equal(t, "018f2f6e-0000-7000-8000-000000000001", id.Example)
	require.Empty(t, id.Schema.Examples)
	require.True(t, sort.Required)
	require.Equal(t, "form", sort.Style)
	require.False(t, *sort.Explode)
	require.True(t, match.Required)
	require.True(t, match.Deprecated)
	require.Equal(t, openapi.Types{"string"}, match.Schema.Type, "a parameter is not null")
	require.False(t, *session.Explode)
	require.Empty(t, r.Parameters(reflect.TypeFor[string]()))
}

func TestAParameterShowsItsTypeWhereThereIsMoreToSay(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	list := r.Parameters(reflect.TypeFor[struct {
		Plain   Status `query:"plain" doc:"Any."`
		Default Status `query:"default" default:"open"`
		Fewer   Status `query:"fewer" validate:"oneof=open"`
		Tags    Tags   `query:"tags" validate:"max=2"`
	}]())
	require.NoError(t, r.Err())
	want := []string{
		`{"$ref":"#/components/schemas/Status"}`,
		`{"type":"string","enum":["open","closed"],"default":"open"}`,
		`{"type":"string","enum":["open"]}`,
		`{"$ref":"#/components/schemas/Tags","maxItems":2}`,
	}
	for i, p := range list {
		require.JSONEq(t, want[i], compact(t, p.Schema), p.Name)
	}
}

func TestRequestBodyDependsOnTheFields(t *testing.T) {
	t.Parallel()
	type form struct {
		Title string `form:"title" validate:"required"`
		Note  string `form:"note"`
	}
	type files struct {
		Title  string   `form:"title"`
		Photo  []byte   `file:"photo" validate:"required" doc:"A photo."`
		Others [][]byte `file:"others"`
	}
	type optional struct {
		Note string `json:"note"`
	}
	type raw struct {
		Data []byte `body:"raw"`
	}
	const file = `{"type":"string","contentMediaType":"application/octet-stream"}`
	tests := []struct {
		name     string
		input    any
		media    string
		required bool
		schema   string
	}{
		{"nothing", struct{}{}, "", false, ""},
		{"parameters only", paging{}, "", false, ""},
		{"JSON", change{}, openapi.MediaJSON, false, `{"$ref":"#/components/schemas/change"}`},
		{"JSON that must be there", Alike{}, openapi.MediaJSON, true, `{"$ref":"#/components/schemas/Alike"}`},
		{"JSON that may be left out", optional{}, openapi.MediaJSON, false, `{"$ref":"#/components/schemas/optional"}`},
		{"a list", []int8{}, openapi.MediaJSON, true, `{"type":"array","items":{"type":"integer","minimum":-128,"maximum":127}}`},
		{"what describes itself", Money{}, openapi.MediaJSON, true, `{"type":"string","format":"decimal"}`},
		{"a form", form{}, openapi.MediaForm, true, `{"type":"object","required":["title"],"properties":{"title":{"type":"string","minLength":1},"note":{"type":"string"}}}`},
		{"files", files{}, openapi.MediaMultipart, true, `{"type":"object","required":["photo"],"properties":{"title":{"type":"string"},"photo":{"type":"string","description":"A photo.","contentMediaType":"application/octet-stream"},"others":{"type":"array","items":` + file + `}}}`},
		{"bytes", raw{}, openapi.MediaBytes, true, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := openapi.NewReflector(openapi.ReflectorConfig{})
			body := r.RequestBody(reflect.TypeOf(test.input))
			require.NoError(t, r.Err())
			if test.media == "" {
				require.Nil(t, body)
				return
			}
			require.Equal(t, test.required, body.Required)
			require.Contains(t, body.Content, test.media)
			if test.schema != "" {
				require.JSONEq(t, test.schema, compact(t, body.Content[test.media].Schema))
			}
		})
	}
}

func TestInputLeavesOutWhatIsBoundFromElsewhere(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Input(reflect.TypeFor[change]()))
	require.NoError(t, r.Publish(d))
	require.JSONEq(t, `{"type":"object","properties":{"name":{"type":"string"}}}`, compact(t, d.Components.Schemas["change"]))
}

func TestRulesOfFilesAreReadToo(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	r.Form(reflect.TypeFor[struct {
		Photo []byte `file:"photo" validate:"endkeys"`
	}]())
	require.ErrorContains(t, r.Err(), "field Photo")
}
