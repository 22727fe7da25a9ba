package mvc_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// color is an enumeration, kelvin a type that reads itself and words its faults.
type (
	color  string
	kelvin float64
)

func (k kelvin) MarshalText() ([]byte, error) { return []byte("warm"), nil }

func (k *kelvin) UnmarshalText(text []byte) error {
	switch string(text) {
	case "warm":
		*k = 300
	case "broken":
		return context.Canceled
	default:
		return errs.Invalid("temperature", "must be warm")
	}
	return nil
}

// everything has a field of each type that text can make.
type everything struct {
	Path   int            `path:"number" json:"number"`
	Text   string         `query:"text" json:"text"`
	Flag   *bool          `query:"flag" json:"flag"`
	I8     int8           `query:"i8" json:"i8"`
	I16    int16          `query:"i16" json:"i16"`
	I32    int32          `query:"i32" json:"i32"`
	I64    int64          `query:"i64" json:"i64"`
	U      uint           `query:"u" json:"u"`
	U8     uint8          `query:"u8" json:"u8"`
	U16    uint16         `query:"u16" json:"u16"`
	U32    uint32         `query:"u32" json:"u32"`
	F32    float32        `query:"f32" json:"f32"`
	F64    float64        `query:"f64" json:"f64"`
	At     time.Time      `query:"at" json:"at"`
	Wait   time.Duration  `query:"wait" json:"wait"`
	ID     *uuid.UUID     `query:"id" json:"id"`
	Color  color          `query:"color" validate:"omitempty,oneof=red blue" json:"color"`
	Kelvin kelvin         `query:"kelvin" json:"kelvin"`
	Tags   []string       `query:"tag" json:"tag"`
	Sizes  []int          `query:"sizes,comma" default:"1,2" json:"sizes"`
	Accept []string       `header:"X-List" json:"X-List"`
	Tenant string         `header:"x-tenant" json:"x-tenant"`
	Crumb  string         `cookie:"crumb" json:"crumb"`
	Crumbs []int          `cookie:"crumbs" json:"crumbs"`
	Limit  int            `query:"limit" default:"20" json:"limit"`
	Due    *time.Duration `query:"due" default:"1m" json:"due"`
	Secret string         `json:"-"`
	hidden int
}

type binder struct{}

func (*binder) Routes(r *mvc.Routes[*binder]) {
	mvc.Get(r, "/all/{number}", (*binder).All)
}

func (*binder) All(_ context.Context, in everything) (everything, error) {
	in.hidden++
	return in, nil
}

func binderClient(t *testing.T) *mvctest.Client {
	t.Helper()
	return serve(t, mvc.Config{}, mvc.Controller[*binder](func() *binder { return &binder{} }))
}

func TestBindEveryType(t *testing.T) {
	t.Parallel()
	id := "0190b6f0-aaaa-7bbb-8ccc-000000000001"
	query := "text=a%20b+c&flag=true&i8=-8&i16=-16&i32=-32&i64=-64&u=1&u8=8&u16=16&u32=32&f32=1.5&f64=2.5" +
		"&at=2026-01-02T03:04:05Z&wait=1m30s&id=" + id + "&color=red&kelvin=warm&tag=x&tag=y&sizes=3,%204&unknown=%zz&%zz=1&&limit="
	var got everything
	binderClient(t).Get("/all/7?"+query).
		Header("X-Tenant", "acme").Header("X-List", "one").Cookie("crumb", "c").Cookie("crumbs", "1").Cookie("crumbs", "2").
		Expect(http.StatusOK).JSON(&got)
	require.Equal(t, everything{
		Path: 7, Text: "a b c", Flag: new(true), I8: -8, I16: -16, I32: -32, I64: -64, U: 1, U8: 8, U16: 16, U32: 32,
		F32: 1.5, F64: 2.5, At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Wait: 90 * time.Second,
		ID: new(uuid.MustParse(id)), Color: "red", Kelvin: 300, Tags: []string{"x", "y"}, Sizes: []int{3, 4},
		Accept: []string{"one"}, Tenant: "acme", Crumb: "c", Crumbs: []int{1, 2}, Limit: 20, Due: new(time.Minute),
	}, got)
}

func TestBindNothing(t *testing.T) {
	t.Parallel()
	var got everything
	binderClient(t).Get("/all/7").Expect(http.StatusOK).JSON(&got)
	require.Equal(t, everything{
		Path: 7, Limit: 20, Due: new(time.Minute), Sizes: []int{1, 2}, Kelvin: 300,
		Tags: []string{}, Accept: []string{}, Crumbs: []int{},
	}, got)
}

func TestBindFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		path, query         string
		in, pointer, detail string
	}{
		"path":           {"x", "", "path", "/number", "must be a whole number"},
		"bool":           {"1", "flag=maybe", "query", "/flag", "must be true or false"},
		"narrow":         {"1", "i8=300", "query", "/i8", "must be a whole number of at most 8 bits"},
		"negative":       {"1", "u16=-1", "query", "/u16", "must be a whole number that is not negative of at most 16 bits"},
		"float":          {"1", "f64=NaN", "query", "/f64", "must be a number"},
		"infinite":       {"1", "f32=Inf", "query", "/f32", "must be a number"},
		"time":           {"1", "at=today", "query", "/at", "must be a date and time such as 2026-01-31T12:00:00Z"},
		"duration":       {"1", "wait=soon", "query", "/wait", "must be a duration such as 1m30s"},
		"uuid":           {"1", "id=7", "query", "/id", "must be a UUID"},
		"own words":      {"1", "kelvin=cold", "query", "/kelvin", "must be warm"},
		"masked words":   {"1", "kelvin=broken", "query", "/kelvin", "must be in the right format"},
		"list":           {"1", "sizes=1,x", "query", "/sizes", "each value must be a whole number"},
		"repeated":       {"1", "limit=1&limit=2", "query", "/limit", "must be given once"},
		"not UTF-8":      {"1", "text=%ff", "query", "/text", "must be text in UTF-8"},
		"badly encoded":  {"1", "text=%zz", "query", "/text", "must be percent-encoded as in a URL"},
		"broken rule":    {"1", "color=green", "query", "/color", "must be one of red, blue"},
		"escaped string": {"1", "text=%C3%28", "query", "/text", "must be text in UTF-8"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults := binderClient(t).Get("/all/" + test.path + "?" + test.query).
				Expect(http.StatusUnprocessableEntity).Problem("validation_failed").Faults()
			require.Len(t, faults, 1)
			require.Equal(t, test.in, faults[0].In)
			require.Equal(t, test.pointer, faults[0].Pointer)
			require.Equal(t, test.detail, faults[0].Message)
		})
	}
}

func TestEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	response := binderClient(t).Get("/all/x?flag=maybe&i8=300&color=green&id=1").Cookie("crumbs", "a").
		Expect(http.StatusUnprocessableEntity)
	require.Len(t, response.Faults(), 6)
	response.Fault("path", "/number", "type").Fault("query", "/color", "oneof").Fault("cookie", "/crumbs", "type")
}

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
