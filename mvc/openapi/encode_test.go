package openapi_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

var update = flag.Bool("update", false, "write the golden files anew")

type LineDTO struct {
	Name     string   `json:"name" validate:"required,max=50" example:"Margherita"`
	Size     Status   `json:"size" validate:"required"`
	Toppings []string `json:"toppings" validate:"max=10,dive,required"`
}

type PlaceOrder struct {
	Lines []LineDTO  `json:"lines" validate:"required,min=1,dive" doc:"The pizzas."`
	Notes *string    `json:"notes,omitempty" validate:"omitempty,max=500,cidr"`
	Due   *time.Time `json:"due"`
}

type OrderDTO struct {
	ID    string    `json:"id" format:"uuid" readonly:"true"`
	Lines []LineDTO `json:"lines"`
	Total Money     `json:"total" example:"18.39"`
}

type PageOf[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"`
}

// everything returns a document that uses every part of the model.
func everything(t *testing.T) *openapi.Document {
	t.Helper()
	r := openapi.NewReflector(openapi.ReflectorConfig{Closed: true})
	order := r.Output(reflect.TypeFor[OrderDTO]())
	d := &openapi.Document{
		Info: openapi.Info{
			Title: "Everything", Summary: "All of it.", Description: "Two\n\n*lines*: with a # and a \"quote\".\n", TermsOfService: "https://example.com/terms", Version: "1.0",
			Contact: &openapi.Contact{Name: "Ann", URL: "https://example.com", Email: "ann@example.com"},
			License: &openapi.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}, Extensions: openapi.Extensions{"x-logo": map[string]any{"b": 1, "a": []string{}}},
		},
		Servers: []openapi.Server{{URL: "https://{host}/api", Description: "Any", Variables: map[string]openapi.ServerVariable{
			"host": {Enum: []string{"a", "b"}, Default: "a", Description: "Which"},
		}}},
		Security:     []openapi.SecurityRequirement{{"bearer": nil}, {"oauth": {"read"}}, {}},
		Tags:         []openapi.Tag{{Name: "Orders", Description: "Of pizzas", ExternalDocs: &openapi.ExternalDocs{URL: "https://example.com", Description: "More"}}},
		ExternalDocs: &openapi.ExternalDocs{URL: "https://example.com/docs"},
		Webhooks:     map[string]*openapi.PathItem{"placed": {Post: &openapi.Operation{RequestBody: &openapi.RequestBody{Content: map[string]*openapi.MediaType{openapi.MediaJSON: {Schema: order}}}, Responses: map[string]*openapi.Response{"2XX": openapi.JSONResponse("Heard.", nil)}}}},
		Extensions:   openapi.Extensions{"x-written-by": "hand"},
		Components: openapi.Components{
			Parameters:    map[string]*openapi.Parameter{"trace": {Name: "X-Trace", In: "header", Schema: openapi.String("")}},
			Headers:       map[string]*openapi.Header{"tag": {Description: "A tag.", Required: true, Schema: openapi.String(""), Example: `"1"`}},
			Examples:      map[string]*openapi.Example{"one": {Summary: "One", Value: map[string]any{"items": []any{}, "total": 0}}},
			RequestBodies: map[string]*openapi.RequestBody{"text": {Description: "Text", Content: map[string]*openapi.MediaType{"text/plain": {}}}},
			Links:         map[string]*openapi.Link{"get": {OperationID: "getOrder", Parameters: map[string]any{"id": "$response.body#/id"}, Description: "Get it"}},
			SecuritySchemes: map[string]*openapi.SecurityScheme{
				"bearer": openapi.BearerAuth("JWT"), "basic": openapi.BasicAuth(), "key": openapi.APIKey("header", "X-Key"), "oidc": openapi.OpenIDConnect("https://id.example.com/.well-known/openid-configuration"),
				"oauth": openapi.OAuth2(openapi.OAuthFlows{ClientCredentials: &openapi.OAuthFlow{TokenURL: "https://id.example.com/token", Scopes: map[string]string{"read": "Read orders"}}}),
			},
		},
	}
	placed := openapi.JSONResponse("Placed.", order)
	placed.Headers = map[string]*openapi.Header{"ETag": {Ref: "#/components/headers/tag"}}
	placed.Links = map[string]*openapi.Link{"get": {Ref: "#/components/links/get"}}
	d.Add("post", "/orders", &openapi.Operation{
		OperationID: "placeOrder", Summary: "Place an order", Tags: []string{"Orders"}, RequestBody: r.RequestBody(reflect.TypeFor[PlaceOrder]()),
		Responses: map[string]*openapi.Response{"201": placed},
	})
	page := openapi.JSONResponse("A page.", r.Output(reflect.TypeFor[PageOf[OrderDTO]]()))
	page.Content[openapi.MediaJSON].Examples = map[string]*openapi.Example{"one": {Ref: "#/components/examples/one"}}
	d.Add("GET", "/orders", &openapi.Operation{
		OperationID: "listOrders", Deprecated: true, Security: &[]openapi.SecurityRequirement{},
		Parameters: append(r.Parameters(reflect.TypeFor[change]())[2:4], &openapi.Parameter{Ref: "#/components/parameters/trace"}),
		Responses:  map[string]*openapi.Response{"200": page}, Extensions: openapi.Extensions{"x-cost": 3},
	})
	d.Add("GET", "/orders/{id}", &openapi.Operation{OperationID: "getOrder", Parameters: r.Parameters(reflect.TypeFor[change]())[1:2], Responses: map[string]*openapi.Response{"200": openapi.JSONResponse("The order.", order)}})
	d.AddProblems("POST", "/orders", 422, 400)
	d.AddProblems("GET", "/orders/{id}", 404)
	require.NoError(t, r.Publish(d))
	require.Empty(t, d.Validate())
	return d
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "go test ./mvc/openapi -update writes it")
	require.Equal(t, string(want), string(got))
}

func TestADocumentIsWrittenInAStableOrder(t *testing.T) {
	t.Parallel()
	d := everything(t)
	raw, err := d.JSON()
	require.NoError(t, err)
	golden(t, "everything.json", raw)
	text, err := d.YAML()
	require.NoError(t, err)
	golden(t, "everything.yaml", text)
	for range 10 {
		again, err := everything(t).JSON()
		require.NoError(t, err)
		require.Equal(t, string(raw), string(again))
	}
	marshalled, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(marshalled))
}

func TestYAMLSaysWhatJSONSays(t *testing.T) {
	t.Parallel()
	d := everything(t)
	raw, err := d.JSON()
	require.NoError(t, err)
	text, err := d.YAML()
	require.NoError(t, err)
	converted, err := yaml.YAMLToJSON(text)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(converted))
}

// roundTrip holds a value written as YAML to what another library reads.
func roundTrip(t require.TestingT, value any) {
	d := &openapi.Document{Extensions: openapi.Extensions{"x-value": value}}
	text, err := d.YAML()
	require.NoError(t, err)
	var read map[string]any
	require.NoError(t, yaml.Unmarshal(text, &read), "%s", text)
	want, err := json.Marshal(value)
	require.NoError(t, err)
	got, err := json.Marshal(read["x-value"])
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got), "%s", text)
}

func TestYAMLKeepsEveryText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "a", "a b", " a", "a ", "true", "No", "null", "~", "1", "1.5", "1e3", "0x1F", ".inf", "-", "- a", "? a", ": a", "a: b", "a:", "a #b", "#a", "@a", "`a", "%a",
		"{a}", "[a]", "/orders/{id}", "*a", "&a", "!a", "|", ">", "'a'", `"a"`, `a\b`, "a\nb", "a\n", "\na", "a\n\nb\n", "a\n b", "a \nb", "a\r\nb", "a\tb", "\ta", "a\u2028b", "a\x7fb",
		"a\u0085b", "\ufeffa", "日本語", "👍", "2026-01-02", "12:30", "a\x00b", "<<", "=", "a, b", "it's", "y", "---", "...",
	} {
		roundTrip(t, text)
		roundTrip(t, map[string]any{text: text})
		roundTrip(t, []any{text, map[string]any{"k": text}})
	}
}

func TestYAMLKeepsEveryValue(t *testing.T) {
	t.Parallel()
	scalar := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) any { return rapid.String().Draw(t, "text") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.StringMatching(`[ -~\n]{0,20}`).Draw(t, "text") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Int32().Draw(t, "number") }),
		rapid.Custom(func(t *rapid.T) any { return rapid.Bool().Draw(t, "flag") }),
		rapid.Just[any](nil),
	)
	value := scalar
	for range 3 {
		inner := value
		value = rapid.OneOf(
			scalar,
			rapid.Custom(func(t *rapid.T) any { return rapid.SliceOfN(inner, 0, 3).Draw(t, "list") }),
			rapid.Custom(func(t *rapid.T) any {
				return rapid.MapOfN(rapid.StringMatching(`[ -~]{0,8}`), inner, 0, 3).Draw(t, "object")
			}),
		)
	}
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, value.Draw(t, "value")) })
}

func TestWhatCannotBeWrittenIsNamedByItsPlace(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{Paths: map[string]*openapi.PathItem{"/x": {Get: &openapi.Operation{Parameters: []*openapi.Parameter{{Example: func() {}}}}}}}
	_, err := d.JSON()
	require.ErrorContains(t, err, "paths: /x: get: parameters: 0: example: json: unsupported type: func()")
	_, err = d.YAML()
	require.ErrorContains(t, err, "as YAML")
	for _, broken := range []*openapi.Schema{
		{Properties: openapi.Properties{{Name: "a", Schema: &openapi.Schema{Default: make(chan int)}}}},
		{Extensions: openapi.Extensions{"x-a": make(chan int)}},
		{Enum: []any{make(chan int)}},
	} {
		_, err = json.Marshal(broken)
		require.Error(t, err)
	}
}

func TestValuesKeepTheirOrderAndDigits(t *testing.T) {
	t.Parallel()
	type example struct {
		Z string  `json:"z"`
		A float64 `json:"a"`
	}
	s := &openapi.Schema{Examples: []any{example{"<&>", 0.1}, json.RawMessage(`{"b":12345678901234567890.10,"a":[{}]}`), map[string]any{"s": openapi.Nothing()}}}
	require.Equal(t, `{"examples":[{"z":"<&>","a":0.1},{"b":12345678901234567890.10,"a":[{}]},{"s":false}]}`, unescaped(t, s))
}

// unescaped is the schema on one line without the escapes of json.Marshal.
func unescaped(t *testing.T, s *openapi.Schema) string {
	t.Helper()
	d := &openapi.Document{Components: openapi.Components{Schemas: map[string]*openapi.Schema{"S": s}}}
	raw, err := d.JSON()
	require.NoError(t, err)
	var out struct {
		Components struct{ Schemas struct{ S json.RawMessage } }
	}
	require.NoError(t, json.Unmarshal(raw, &out))
	var line []byte
	inText := false
	for i, c := range out.Components.Schemas.S {
		if c == '"' && out.Components.Schemas.S[i-1] != '\\' {
			inText = !inText
		}
		if inText || c != ' ' && c != '\n' {
			line = append(line, c)
		}
	}
	return string(line)
}

func BenchmarkDocument(b *testing.B) {
	for b.Loop() {
		r := openapi.NewReflector(openapi.ReflectorConfig{})
		d := &openapi.Document{}
		d.Add("POST", "/orders", &openapi.Operation{
			RequestBody: r.RequestBody(reflect.TypeFor[PlaceOrder]()),
			Responses:   map[string]*openapi.Response{"200": openapi.JSONResponse("A page.", r.Output(reflect.TypeFor[PageOf[OrderDTO]]()))},
		})
		if err := r.Publish(d); err != nil {
			b.Fatal(err)
		}
		if _, err := d.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}
