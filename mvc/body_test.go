package mvc_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// letter is an order by mail, with parts of a request of every kind and a body
// whose fields surround and follow them.
type letter struct {
	Shop string `path:"shop" json:"shop"`
	address
	Paid   bool
	Tenant string  `header:"X-Tenant"`
	Notes  *string `json:"notes" validate:"omitempty,max=5"`
	_      struct{}
	Copies int               `json:"copies" default:"3"`
	Gift   int               `json:"-"`
	Labels map[string]string `json:"labels"`
}

type address struct {
	Page   uint8 `query:"page"`
	Paid   int   // hidden by the field of the letter
	Street string
	Zip    string `json:"zip,omitempty" validate:"required,len=5"`
	lines  []letterLine
	Lines  []letterLine `json:"lines" validate:"min=1,dive"`
}

type letterLine struct {
	Size string        `json:"size" validate:"required,oneof=small large"`
	Wait time.Duration `json:"wait"`
	Qty  int           `json:"qty"`
}

type letterOut struct {
	Shop   string            `json:"shop"`
	Street string            `json:"street"`
	Zip    string            `json:"zip"`
	Page   uint8             `json:"page"`
	Tenant string            `json:"tenant"`
	Paid   bool              `json:"paid"`
	Copies int               `json:"copies"`
	Notes  *string           `json:"notes"`
	Labels map[string]string `json:"labels"`
	Lines  []letterLine      `json:"lines"`
}

type post struct{}

func (*post) Routes(r *mvc.Routes[*post]) {
	mvc.Post(r, "/letters/{shop}", (*post).Send)
	mvc.Put(r, "/lists", (*post).List)
	mvc.Patch(r, "/patches", (*post).Patch, mvc.UnknownFields(codec.Ignore))
	mvc.Post(r, "/small", (*post).Small, mvc.MaxBody(32))
	mvc.Post(r, "/endless", (*post).Small, mvc.MaxBody(-1), mvc.Name("endless"))
	mvc.Post(r, "/raw", (*post).Raw, mvc.Consumes("text/plain"))
	mvc.Post(r, "/bytes", (*post).Bytes)
}

func (*post) Send(_ context.Context, in letter) (letterOut, error) {
	if in.lines != nil {
		return letterOut{}, context.Canceled
	}
	return letterOut{
		Shop: in.Shop, Street: in.Street, Zip: in.Zip, Page: in.Page, Tenant: in.Tenant, Paid: in.Paid,
		Copies: in.Copies, Notes: in.Notes, Labels: in.Labels, Lines: in.Lines,
	}, nil
}
func (*post) List(_ context.Context, in []letterLine) ([]letterLine, error) { return in, nil }

type patch struct {
	Name mvc.Optional[string] `json:"name"`
	Age  mvc.Optional[int]    `json:"age"`
}

func (*post) Patch(_ context.Context, in patch) (string, error) {
	state := func(absent, null bool) string {
		return map[bool]string{true: "absent", false: map[bool]string{true: "null", false: "value"}[null]}[absent]
	}
	return state(in.Name.IsAbsent(), in.Name.IsNull()) + " " + state(in.Age.IsAbsent(), in.Age.IsNull()), nil
}

func (*post) Small(_ context.Context, in struct {
	Text string `json:"text"`
},
) (int, error) {
	return len(in.Text), nil
}

func (*post) Raw(_ context.Context, in struct {
	Signature string `header:"X-Signature"`
	Body      string `body:"raw"`
},
) (string, error) {
	return in.Signature + ":" + in.Body, nil
}

func (*post) Bytes(_ context.Context, in struct {
	Body []byte `body:"raw"`
},
) (int, error) {
	return len(in.Body), nil
}

func postClient(t *testing.T) *mvctest.Client {
	t.Helper()
	return serve(t, mvc.Config{}, mvc.Controller[*post](func() *post { return &post{} }))
}

func TestBodyBesideOtherParts(t *testing.T) {
	t.Parallel()
	var got letterOut
	postClient(t).Post("/letters/north?page=3",
		`{"Street":"Elm","zip":"12345","lines":[{"size":"small","wait":"2m","qty":2}],"Paid":true,"notes":"hi","labels":{"a":"b"}}`).
		Header("X-Tenant", "acme").Expect(http.StatusOK).JSON(&got)
	require.Equal(t, letterOut{
		Shop: "north", Street: "Elm", Zip: "12345", Page: 3, Tenant: "acme", Paid: true, Copies: 3,
		Notes: new("hi"), Labels: map[string]string{"a": "b"}, Lines: []letterLine{{"small", 2 * time.Minute, 2}},
	}, got)
}

func TestBodyReachesNoOtherPart(t *testing.T) {
	t.Parallel()
	response := postClient(t).Post("/letters/north",
		`{"zip":"12345","lines":[{"size":"small"}],"shop":"evil","Shop":"evil","page":9,"Tenant":"evil","X-Tenant":"evil","Gift":1,"_":{}}`).
		Expect(http.StatusUnprocessableEntity)
	require.Len(t, response.Faults(), 7)
	for _, name := range []string{"/shop", "/Shop", "/page", "/Tenant", "/X-Tenant", "/Gift", "/_"} {
		response.Fault("body", name, "unknown_field")
	}
}

func TestBodyFaults(t *testing.T) {
	t.Parallel()
	response := postClient(t).Post("/letters/north?page=300",
		`{"Street":7,"zip":"1","lines":[{"size":"huge","wait":5},{"qty":"2"},3],"notes":"too long","colour":"red"}`).
		Expect(http.StatusUnprocessableEntity)
	response.Fault("query", "/page", "type").
		Fault("body", "/Street", "type").
		Fault("body", "/zip", "len").
		Fault("body", "/lines/0/size", "oneof").
		Fault("body", "/lines/0/wait", "type").
		Fault("body", "/lines/1/qty", "type").
		Fault("body", "/lines/1/size", "required").
		Fault("body", "/lines/2", "type").
		Fault("body", "/notes", "max").
		Fault("body", "/colour", "unknown_field")
	require.Len(t, response.Faults(), 10)
}

func TestUnreadableBodies(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 70) + strings.Repeat("]", 70)
	tests := map[string]struct {
		path, body, media string
		status            int
		code, detail      string
	}{
		"empty":           {"/letters/n", "", "application/json", 400, "malformed_body", "the body is empty; send a JSON document"},
		"cut off":         {"/letters/n", `{"zip":`, "application/json", 400, "malformed_body", "it ends too early, after byte 7"},
		"wrong character": {"/letters/n", `{"lines":[1,]}`, "application/json", 400, "malformed_body", "at byte 12, in /lines/1"},
		"two values":      {"/letters/n", `{} {}`, "application/json", 400, "malformed_body", "at byte 3"},
		"twice":           {"/letters/n", `{"zip":"1","zip":"2"}`, "application/json", 400, "malformed_body", "the member /zip is given twice"},
		"not UTF-8":       {"/letters/n", "{\"zip\":\"\xff\"}", "application/json", 400, "malformed_body", "UTF-8"},
		"too deep":        {"/letters/n", `{"labels":` + deep + `}`, "application/json", 400, "malformed_body", "deeper than 64 levels"},
		"null":            {"/letters/n", ` null `, "application/json", 422, "validation_failed", ""},
		"no type":         {"/letters/n", `{}`, "", 415, "unsupported_media_type", "has no Content-Type; send application/json"},
		"other type":      {"/letters/n", `{}`, "text/plain", 415, "unsupported_media_type", `type "text/plain" is not read here`},
		"other charset":   {"/letters/n", `{}`, "application/json; charset=latin1", 415, "unsupported_media_type", ""},
		"broken type":     {"/letters/n", `{}`, "application/json;;", 415, "unsupported_media_type", ""},
		"list":            {"/lists", `{}`, "application/json", 422, "validation_failed", ""},
		"nothing":         {"/lists", ``, "application/json", 400, "malformed_body", ""},
		"too large":       {"/small", `{"text":"` + strings.Repeat("x", 30) + `"}`, "application/json", 413, "body_too_large", "larger than the 32 bytes"},
		"raw type":        {"/raw", `x`, "application/json", 415, "unsupported_media_type", "send text/plain"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := postClient(t).Do(methodOf(test.path), test.path, test.body).Header("Content-Type", test.media).
				Expect(test.status).Problem(test.code)
			require.Contains(t, string(response.Body), strings.ReplaceAll(test.detail, `"`, `\"`))
		})
	}
}

func methodOf(path string) string {
	if path == "/lists" {
		return http.MethodPut
	}
	return http.MethodPost
}

func TestBodyKinds(t *testing.T) {
	t.Parallel()
	c := postClient(t)
	var lines []letterLine
	c.Put("/lists", `[{"size":"small","qty":1}]`).Expect(http.StatusOK).JSON(&lines)
	require.Equal(t, []letterLine{{Size: "small", Qty: 1}}, lines)
	c.Put("/lists", `[{"size":"small"},{"size":"tiny"}]`).Expect(http.StatusUnprocessableEntity).Fault("body", "/1/size", "oneof")

	media := "application/merge-patch+json; charset=UTF-8"
	require.JSONEq(t, `"null absent"`, string(c.Patch("/patches", `{"name":null,"other":1}`).Header("Content-Type", media).Expect(200).Body))
	require.JSONEq(t, `"absent value"`, string(c.Patch("/patches", `{"age":7}`).Expect(200).Body))
	require.JSONEq(t, `"absent absent"`, string(c.Patch("/patches", nil).Expect(200).Body), "no field is required, so the body is not")
	c.Patch("/patches", `{"age":"x"}`).Expect(http.StatusUnprocessableEntity).Fault("body", "/age", "type")

	require.JSONEq(t, `"sig:plain"`, string(c.Post("/raw", "plain").Header("X-Signature", "sig").Header("Content-Type", "text/plain").Expect(200).Body))
	require.JSONEq(t, `70000`, string(c.Post("/bytes", make([]byte, 70000)).Expect(200).Body), "larger than what is pooled")
	require.JSONEq(t, `2000000`, string(c.Post("/endless", `{"text":"`+strings.Repeat("x", 2_000_000)+`"}`).Expect(200).Body))
}

func TestFaultsHaveAnEnd(t *testing.T) {
	t.Parallel()
	c := binderClient(t)
	require.Len(t, c.Get("/all/1?"+strings.Repeat("limit=1&", 1000)).Expect(http.StatusUnprocessableEntity).Faults(), 100)
	lines := postClient(t).Put("/lists", "["+strings.Repeat(`{"size":"x"},`, 500)+`{"size":"small"}]`)
	require.Len(t, lines.Expect(http.StatusUnprocessableEntity).Faults(), 100)
}
