package mvc_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
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
