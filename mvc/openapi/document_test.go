package openapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

func TestAPathHoldsOneOperationForEachMethod(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{}
	all := []string{"GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"}
	for _, method := range all {
		require.True(t, d.Add(method, "/x", &openapi.Operation{OperationID: method}))
	}
	require.False(t, d.Add("QUERY", "/x", &openapi.Operation{}), "OpenAPI 3.1 has no word for it")
	require.False(t, d.Add("QUERY", "/y", &openapi.Operation{}))
	require.NotContains(t, d.Paths, "/y")

	var seen []string
	for method, op := range d.Paths["/x"].Operations() {
		require.Equal(t, method, op.OperationID)
		seen = append(seen, method)
	}
	require.Equal(t, all, seen)
	for range d.Paths["/x"].Operations() {
		break
	}
	require.Equal(t, "GET", d.Paths["/x"].Operation("get").OperationID)
	require.Nil(t, d.Paths["/x"].Operation("QUERY"))
}

func TestProblemsAreSharedResponses(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{Info: openapi.Info{Title: "T", Version: "1"}}
	own := openapi.JSONResponse("Of its own.", nil)
	d.Add("GET", "/", &openapi.Operation{Responses: map[string]*openapi.Response{"404": own}})
	d.Add("PUT", "/", &openapi.Operation{})
	d.AddProblems("GET", "/", 404, http.StatusConflict, 499)
	d.AddProblems("PUT", "/", http.StatusConflict)
	d.AddProblems("POST", "/", 500)
	d.AddProblems("GET", "/none", 500)

	require.Same(t, own, d.Paths["/"].Get.Responses["404"])
	require.Equal(t, "#/components/responses/Conflict", d.Paths["/"].Get.Responses["409"].Ref)
	require.Equal(t, "#/components/responses/Conflict", d.Paths["/"].Put.Responses["409"].Ref)
	require.Equal(t, "#/components/responses/Problem499", d.Paths["/"].Get.Responses["499"].Ref)
	require.Len(t, d.Components.Responses, 2)
	require.Empty(t, d.Validate())

	coded := d.AddProblem(http.StatusGone, "left", "expired", "left")
	require.Equal(t, "The thing existed and does not any more. Codes: expired, left.", coded.Description)
	require.Equal(t, openapi.Ref(openapi.ProblemName).Ref, coded.Content[openapi.MediaProblem].Schema.Ref)
	require.NotContains(t, d.Components.Responses, "Gone", "nobody shares it")

	problem := map[string]any{
		"type": "about:blank", "title": "Unprocessable Entity", "status": 422, "code": "validation_failed", "instance": "/orders", "traceId": "1",
		"errors": []any{map[string]any{"in": "body", "pointer": "/lines/0", "code": "required", "message": "is required"}},
	}
	require.Empty(t, d.Check(openapi.Ref(openapi.ProblemName), problem))
	problem["status"] = 200
	require.Equal(t, []string{"/status: must be at least 400, is 200"}, d.Check(openapi.Ref(openapi.ProblemName), problem))
}

func TestEveryProblemHasWords(t *testing.T) {
	t.Parallel()
	d := &openapi.Document{}
	for status := 400; status < 600; status++ {
		response := d.ResolveResponse(d.AddProblem(status))
		require.NotEmpty(t, response.Description, status)
	}
	require.Empty(t, (&openapi.Document{Info: openapi.Info{Title: "T", Version: "1"}, Components: d.Components}).Validate())
}

func TestReferencesAreFollowed(t *testing.T) {
	t.Parallel()
	text := openapi.String("")
	response, parameter := openapi.JSONResponse("x", nil), &openapi.Parameter{Name: "p"}
	body, header := &openapi.RequestBody{Description: "b"}, &openapi.Header{Description: "h"}
	d := &openapi.Document{Components: openapi.Components{
		Schemas:       map[string]*openapi.Schema{"A": openapi.Ref("B"), "B": text, "x/y": text},
		Responses:     map[string]*openapi.Response{"R": response},
		Parameters:    map[string]*openapi.Parameter{"P": parameter},
		RequestBodies: map[string]*openapi.RequestBody{"B": body},
		Headers:       map[string]*openapi.Header{"H": header},
	}}
	require.Same(t, text, d.ResolveSchema(openapi.Ref("A")))
	require.Same(t, text, d.ResolveSchema(text))
	require.Same(t, text, d.ResolveSchema(openapi.Ref("x~1y")))
	require.Nil(t, d.ResolveSchema(openapi.Ref("None")))
	require.Nil(t, d.ResolveSchema(&openapi.Schema{Ref: "other.json"}))
	require.Nil(t, d.ResolveSchema(nil))
	require.Same(t, response, d.ResolveResponse(&openapi.Response{Ref: "#/components/responses/R"}))
	require.Same(t, parameter, d.ResolveParameter(&openapi.Parameter{Ref: "#/components/parameters/P"}))
	require.Same(t, body, d.ResolveRequestBody(&openapi.RequestBody{Ref: "#/components/requestBodies/B"}))
	require.Same(t, header, d.ResolveHeader(&openapi.Header{Ref: "#/components/headers/H"}))
	require.Same(t, header, d.ResolveHeader(header))
	require.Nil(t, d.ResolveResponse(nil))
}

func TestNullableLeavesTheSchemaAlone(t *testing.T) {
	t.Parallel()
	enum := &openapi.Schema{Type: openapi.Types{"string"}, Enum: []any{"a"}}
	require.JSONEq(t, `{"type":["string","null"],"enum":["a",null]}`, compact(t, openapi.Nullable(enum)))
	require.JSONEq(t, `{"type":"string","enum":["a"]}`, compact(t, enum))
	require.JSONEq(t, `{"anyOf":[{"const":1},{"type":"null"}]}`, compact(t, openapi.Nullable(&openapi.Schema{Const: 1})))
	for _, already := range []*openapi.Schema{{}, openapi.Nullable(openapi.Ref("X")), openapi.Nullable(enum)} {
		require.Same(t, already, openapi.Nullable(already))
	}
}
