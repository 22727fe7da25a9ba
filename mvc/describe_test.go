package mvc_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

type catalogue struct{}

func (*catalogue) Routes(r *mvc.Routes[*catalogue]) {
	r.Prefix("/items").Tag("Items").With(mvc.Security("bearer", "items:write"), mvc.Security("key"))
	mvc.Post(r, "/{shop:[a-z]+}", ask2[letter, task], mvc.Name("addItem"), mvc.Created("/items/{id}"), mvc.Summary("Add"),
		mvc.Description("Adds an item."), mvc.Deprecated(), mvc.Tags("More"), mvc.Example(map[string]any{"id": "x"}),
		mvc.ExampleBody(map[string]any{"zip": "12345"}), mvc.Timeout(1),
		mvc.Fails(errs.KindConflict, "taken", "full"), mvc.Fails(errs.KindConflict, "full"), mvc.Fails(errs.KindGone), mvc.Fails(errs.KindInvalid, "unknown_shop"),
		mvc.Responds[outcome](202, "It takes a while."), mvc.Responds[mvc.None](205, "Nothing changed."))
	mvc.Get(r, "/", ask2[mvc.PageRequest, mvc.Page[task]], mvc.Name("listItems"))
	mvc.Put(r, "/raw", ask2[struct {
		IfMatch mvc.IfMatch `header:"If-Match"`
		Body    []byte      `body:"raw"`
	}, mvc.None], mvc.Name("putRaw"), mvc.Consumes("image/png", "image/jpeg"))
	mvc.Get(r, "/file", ask2[struct{}, mvc.File], mvc.Name("getFile"), mvc.Produces("image/png"))
	mvc.Handle(r, "QUERY /", ask2[newBook, []book], mvc.Name("queryItems"))
	mvc.Get(r, "/hidden", ask2[struct{}, mvc.None], mvc.Name("hidden"), mvc.Hidden())
}

func ask2[I, O any](*catalogue, context.Context, I) (o O, err error) { return o, nil } //nolint:revive // it stands for a method expression

func describe(t *testing.T, config mvc.Config) *openapi.Document {
	t.Helper()
	document, err := mvc.NewApp(config, mvc.Controller[*catalogue](func() *catalogue { return &catalogue{} })).OpenAPI()
	require.NoError(t, err)
	return document
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	document := describe(t, mvc.Config{
		Title: "Shop", Version: "2.1.0", Description: "Sells.", Prefix: "/api", Encoders: []mvc.Encoder{mvc.NewCSV(nil)},
		SecuritySchemes: map[string]*openapi.SecurityScheme{"bearer": openapi.BearerAuth("JWT"), "key": openapi.APIKey("header", "X-Key")},
		Security:        []openapi.SecurityRequirement{{"key": {}}},
		Tags:            []openapi.Tag{{Name: "More", Description: "What else there is."}},
		Describe:        func(d *openapi.Document) { d.Servers = []openapi.Server{{URL: "https://shop.example"}} },
	})
	require.Empty(t, document.Validate())
	require.Equal(t, openapi.Info{Title: "Shop", Version: "2.1.0", Description: "Sells."}, document.Info)
	require.Equal(t, []openapi.Tag{{Name: "More", Description: "What else there is."}, {Name: "Items"}}, document.Tags)
	require.Equal(t, "https://shop.example", document.Servers[0].URL)
	require.Len(t, document.Paths, 4, "neither the hidden route nor the QUERY, which 3.1 has no word for")

	add := document.Paths["/api/items/{shop}"].Post
	require.Equal(t, "addItem Add Adds an item. true", strings.Join([]string{add.OperationID, add.Summary, add.Description, "true"}, " "))
	require.True(t, add.Deprecated)
	require.Equal(t, []string{"Items", "More"}, add.Tags)
	require.Equal(t, []openapi.SecurityRequirement{{"bearer": {"items:write"}}, {"key": {}}}, *add.Security)
	require.Equal(t, []string{"path shop true", "query page false", "header X-Tenant false"}, parameters(add))
	require.True(t, add.RequestBody.Required)
	require.NotNil(t, add.RequestBody.Content["application/json"].Example)
	require.Equal(t, "201 202 205 400 401 403 406 409 410 413 415 422 500 504", statuses(add))
	require.Equal(t, []string{"ETag", "Location"}, sortedKeys(add.Responses["201"].Headers))
	require.NotNil(t, add.Responses["201"].Content["application/json"].Example)
	require.Empty(t, add.Responses["205"].Content)
	require.Contains(t, add.Responses["409"].Description, "Codes: full, taken.")
	require.Contains(t, add.Responses["400"].Description, "Codes: malformed_body, unknown_shop.", "those of the framework are not lost")
	require.NotEmpty(t, add.Responses["410"].Ref)

	list := document.Paths["/api/items"].Get
	require.Equal(t, "200 401 403 406 422 500", statuses(list))
	require.Equal(t, []string{"Link"}, sortedKeys(list.Responses["200"].Headers))
	require.Equal(t, []string{"application/json", "text/csv"}, sortedKeys(list.Responses["200"].Content))

	raw := document.Paths["/api/items/raw"].Put
	require.Equal(t, []string{"image/jpeg", "image/png"}, sortedKeys(raw.RequestBody.Content))
	require.Equal(t, "204 400 401 403 412 413 415 422 500", statuses(raw))
	require.Equal(t, "200 206 304 401 403 412 416 500", statuses(document.Paths["/api/items/file"].Get))
}

func TestOpenAPIStatesThePolicyForUnknownFields(t *testing.T) {
	t.Parallel()
	closed := func(policy codec.UnknownFields) bool {
		raw, err := describe(t, mvc.Config{Limits: mvc.Limits{UnknownFields: policy}}).JSON()
		require.NoError(t, err)
		return strings.Contains(string(raw), `"additionalProperties": false`)
	}
	require.True(t, closed(codec.Reject))
	require.False(t, closed(codec.Ignore))
}

func TestOpenAPIReportsWhatCannotBeDescribed(t *testing.T) {
	t.Parallel()
	_, err := mvc.NewApp(mvc.Config{}, mvc.Controller[*unspeakable](func() *unspeakable { return nil })).OpenAPI()
	require.ErrorContains(t, err, "JSON cannot carry a chan")
}

type unspeakable struct{}

func (*unspeakable) Routes(r *mvc.Routes[*unspeakable]) { mvc.Get(r, "/", (*unspeakable).Get) }
func (*unspeakable) Get(context.Context, struct{}) (struct{ C chan int }, error) {
	return struct{ C chan int }{}, nil
}

func TestOptionsPrintThemselves(t *testing.T) {
	t.Parallel()
	expected := map[string]mvc.RouteOption{
		`Name("a")`:                         mvc.Name("a"),
		`Summary("a")`:                      mvc.Summary("a"),
		`Description("a")`:                  mvc.Description("a"),
		`Tags("a", "b")`:                    mvc.Tags("a", "b"),
		`Deprecated()`:                      mvc.Deprecated(),
		`Hidden()`:                          mvc.Hidden(),
		`Status(206)`:                       mvc.Status(206),
		`Created("/a")`:                     mvc.Created("/a"),
		`Accepted("")`:                      mvc.Accepted(""),
		`Redirect("/a")`:                    mvc.Redirect("/a"),
		`NoContent()`:                       mvc.NoContent(),
		`Responds[mvc_test.book](202, "a")`: mvc.Responds[book](202, "a"),
		`Fails(conflict, "a", "b")`:         mvc.Fails(errs.KindConflict, "a", "b"),
		`Use(1 middlewares)`:                mvc.Use(mark("a")),
		`MaxBody(7)`:                        mvc.MaxBody(7),
		`Timeout(1ns)`:                      mvc.Timeout(1),
		`UnknownFields(ignore)`:             mvc.UnknownFields(codec.Ignore),
		`Consumes("a")`:                     mvc.Consumes("a"),
		`Produces("a", "b")`:                mvc.Produces("a", "b"),
		`Security("a", "b")`:                mvc.Security("a", "b"),
		`Example(mvc_test.book)`:            mvc.Example(book{}),
		`ExampleBody(map[string]int)`:       mvc.ExampleBody(map[string]int{}),
	}
	for text, option := range expected {
		require.Equal(t, text, option.String())
	}
}

func parameters(op *openapi.Operation) []string {
	var out []string
	for _, p := range op.Parameters {
		required, _ := json.Marshal(p.Required)
		out = append(out, p.In+" "+p.Name+" "+string(required))
	}
	return out
}

func statuses(op *openapi.Operation) string { return strings.Join(sortedKeys(op.Responses), " ") }

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
