package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

func TestValidateFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	ok := map[string]*openapi.Response{"200": {Description: "Done."}}
	id := &openapi.Parameter{Name: "id", In: "path", Required: true, Schema: openapi.String("")}
	// get puts a schema into a response.
	get := func(d *openapi.Document, s *openapi.Schema) {
		d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"200": openapi.JSONResponse("Done.", s)}})
	}
	// with puts parameters into an operation.
	with := func(d *openapi.Document, path string, p ...*openapi.Parameter) {
		d.Add("GET", path, &openapi.Operation{Parameters: p, Responses: ok})
	}
	tests := []struct {
		name  string
		spoil func(*openapi.Document)
		want  string
	}{
		{"title", func(d *openapi.Document) { d.Info.Title = "" }, "/info/title: is required"},
		{"version", func(d *openapi.Document) { d.Info.Version = "" }, "/info/version: is required"},
		{"tag twice", func(d *openapi.Document) { d.Tags = []openapi.Tag{{Name: "a"}, {Name: "a"}} }, `/tags/1: the tag "a" is there twice`},
		{"security", func(d *openapi.Document) { d.Security = []openapi.SecurityRequirement{{"jwt": nil}} }, `/security/0: the security scheme "jwt" is not among`},
		{"security of an operation", func(d *openapi.Document) {
			d.Add("GET", "/", &openapi.Operation{Security: &[]openapi.SecurityRequirement{{}, {"x": nil}}, Responses: ok})
		}, `/paths/~1/get/security/1: the security scheme "x"`},
		{"operation id", func(d *openapi.Document) {
			d.Add("GET", "/a", &openapi.Operation{OperationID: "x", Responses: ok})
			d.Add("GET", "/b", &openapi.Operation{OperationID: "x", Responses: ok})
		}, `/paths/~1b/get: the operationId "x" belongs to /paths/~1a/get already`},
		{"path", func(d *openapi.Document) { with(d, "orders") }, "/paths/orders: a path begins with a slash"},
		{"same path", func(d *openapi.Document) {
			with(d, "/a/{x}", &openapi.Parameter{Name: "x", In: "path", Required: true, Schema: openapi.String("")})
			with(d, "/a/{id}", id)
		}, "/paths/~1a~1{x}: means the same paths as /a/{id}"},
		{"undeclared parameter", func(d *openapi.Document) { with(d, "/{id}") }, "/paths/~1{id}/get: {id} of the path is declared by no parameter"},
		{"stray parameter", func(d *openapi.Document) { with(d, "/", id) }, `/paths/~1/get: the path parameter "id" is not in the path`},
		{"parameter twice", func(d *openapi.Document) { with(d, "/{id}", id, id) }, `the path parameter "id" is declared twice`},
		{"optional path parameter", func(d *openapi.Document) {
			with(d, "/{id}", &openapi.Parameter{Name: "id", In: "path", Schema: openapi.String("")})
		}, `the path parameter "id" must be required`},
		{"parameter in body", func(d *openapi.Document) {
			with(d, "/", &openapi.Parameter{Name: "x", In: "body", Schema: openapi.String("")})
		}, `the parameter "x" is in "body"; use path`},
		{"parameter without schema", func(d *openapi.Document) { with(d, "/", &openapi.Parameter{Name: "x", In: "query"}) }, `"x" has either a schema or a content`},
		{"parameter with examples", func(d *openapi.Document) {
			with(d, "/", &openapi.Parameter{Name: "x", In: "query", Schema: openapi.String(""), Example: 1, Examples: map[string]*openapi.Example{"a": {}}})
		}, `"x" has both example and examples`},
		{"parameter reference", func(d *openapi.Document) { with(d, "/", &openapi.Parameter{Ref: "#/components/parameters/x"}) }, "/paths/~1/get/parameters/0: #/components/parameters/x leads nowhere"},
		{"no response", func(d *openapi.Document) { d.Add("GET", "/", &openapi.Operation{}) }, "/paths/~1/get/responses: an operation describes at least one response"},
		{"status", func(d *openapi.Document) {
			d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"ok": {Description: "x"}}})
		}, "/paths/~1/get/responses/ok: a response is named by a status"},
		{"response description", func(d *openapi.Document) {
			d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"200": {}}})
		}, "/paths/~1/get/responses/200: a response needs a description"},
		{"response reference", func(d *openapi.Document) {
			d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"200": {Ref: "elsewhere.json"}}})
		}, "elsewhere.json leads nowhere"},
		{"body reference", func(d *openapi.Document) {
			d.Add("POST", "/", &openapi.Operation{RequestBody: &openapi.RequestBody{Ref: "#/components/requestBodies/x"}, Responses: ok})
		}, "/paths/~1/post/requestBody: #/components/requestBodies/x leads nowhere"},
		{"empty body", func(d *openapi.Document) {
			d.Add("POST", "/", &openapi.Operation{RequestBody: &openapi.RequestBody{}, Responses: ok})
		}, "a request body has at least one media type"},
		{"header reference", func(d *openapi.Document) {
			d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"200": {Description: "x", Headers: map[string]*openapi.Header{"X": {Ref: "#/components/headers/x"}}}}})
		}, "/headers/X: #/components/headers/x leads nowhere"},
		{"link", func(d *openapi.Document) {
			d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"200": {Description: "x", Links: map[string]*openapi.Link{"l": {OperationID: "none"}}}}})
		}, `/links/l: the link leads to the operation "none", which does not exist`},
		{"schema reference", func(d *openapi.Document) { get(d, openapi.ArrayOf(openapi.Ref("None"))) }, "/paths/~1/get/responses/200/content/application~1json/schema/items: #/components/schemas/None leads nowhere"},
		{"circle", func(d *openapi.Document) {
			d.Components.Schemas = map[string]*openapi.Schema{"A": openapi.Ref("B"), "B": openapi.Ref("A")}
		}, "/components/schemas/A: #/components/schemas/B leads nowhere, or back to itself"},
		{"type", func(d *openapi.Document) { get(d, &openapi.Schema{Type: openapi.Types{"int"}}) }, `"int" is no JSON type; use string, number`},
		{"pattern", func(d *openapi.Document) { get(d, &openapi.Schema{Pattern: "("}) }, "the pattern cannot be read"},
		{"read and write only", func(d *openapi.Document) { get(d, &openapi.Schema{ReadOnly: true, WriteOnly: true}) }, "is both readOnly and writeOnly"},
		{"lengths", func(d *openapi.Document) { get(d, &openapi.Schema{MinLength: new(2), MaxLength: new(1)}) }, "minLength is beyond maxLength"},
		{"bounds", func(d *openapi.Document) { get(d, &openapi.Schema{Minimum: "2", Maximum: "1.5"}) }, "minimum is beyond maximum"},
		{"property twice", func(d *openapi.Document) {
			get(d, object(openapi.Property{Name: "a", Schema: openapi.String("")}, openapi.Property{Name: "a", Schema: openapi.String("")}))
		}, `the property "a" is there twice`},
		{"inside a property", func(d *openapi.Document) {
			get(d, object(openapi.Property{Name: "a/b", Schema: openapi.Ref("None")}))
		}, "/schema/properties/a~1b: "},
		{"component name", func(d *openapi.Document) {
			d.Components.Schemas = map[string]*openapi.Schema{"Page[Order]": {}}
		}, "/components/schemas/Page[Order]: a name is made of letters"},
		{"extension", func(d *openapi.Document) { d.Info.Extensions = openapi.Extensions{"logo": 1} }, "/info/logo: the name of an extension begins with x-"},
		{"webhook", func(d *openapi.Document) {
			d.Webhooks = map[string]*openapi.PathItem{"w": {Post: &openapi.Operation{}}}
		}, "/webhooks/w/post/responses: an operation"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := &openapi.Document{Info: openapi.Info{Title: "T", Version: "1"}}
			require.Empty(t, d.Validate())
			test.spoil(d)
			faults := d.Validate()
			require.NotEmpty(t, faults)
			require.Contains(t, faults[0], test.want)
		})
	}
}

func TestValidateKnowsParametersOfThePath(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{Info: openapi.Info{Title: "T", Version: "1"}, Components: openapi.Components{
		Parameters: map[string]*openapi.Parameter{"id": {Name: "id", In: "path", Required: true, Schema: openapi.String("")}},
	}}
	d.Add("GET", "/{id}", &openapi.Operation{Responses: map[string]*openapi.Response{"default": {Description: "Any."}}})
	d.Paths["/{id}"].Parameters = []*openapi.Parameter{{Ref: "#/components/parameters/id"}}
	require.Empty(t, d.Validate())
}
