package codec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

func marshal(t testing.TB, v any) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, codec.New().Marshal(&b, v))
	return b.String()
}

type (
	inner struct {
		Shared string `json:"shared"`
		Deep   int    `json:"deep,omitempty"`
	}
	Embedded struct {
		Shared string `json:"shared"`
		Lifted bool
	}
	tree struct {
		Name     string           `json:"name"`
		Children []tree           `json:"children,omitempty"`
		Parent   *tree            `json:"parent,omitempty"`
		ByName   map[string]*tree `json:"by_name,omitempty"`
	}
	// upper writes itself as text, through its pointer; shout as JSON.
	upper string
	shout struct{ text string }
	// streamed writes itself as encoding/json/v2 has it.
	streamed int
	level    uint8
	failing  struct{}
)

func (u *upper) MarshalText() ([]byte, error) { return []byte(strings.ToUpper(string(*u))), nil }
func (s shout) MarshalJSON() ([]byte, error) {
	return []byte(`{ "text" : ` + s.text + ` }`), nil
}

func (s streamed) MarshalJSONTo(e *jsontext.Encoder) error {
	return e.WriteToken(jsontext.String("streamed"))
}
func (l level) MarshalText() ([]byte, error)        { return []byte{'L', '0' + byte(l)}, nil }
func (failing) MarshalText() (text []byte, e error) { return nil, errors.New("no text") }

func TestMarshalLikeStandardLibrary(t *testing.T) {
	t.Parallel()
	type options struct {
		Empty   string          `json:"empty,omitempty"`
		Zero    int             `json:"zero,omitempty"`
		Float   float64         `json:"float,omitempty"`
		False   bool            `json:"false,omitempty"`
		Nil     *int            `json:"nil,omitempty"`
		NilAny  any             `json:"nil_any,omitempty"`
		List    []int           `json:"list,omitempty"`
		Map     map[string]int  `json:"map,omitempty"`
		Array   [0]int          `json:"array,omitempty"`
		Struct  inner           `json:"struct,omitempty"` //nolint:modernize // that it does nothing is tested
		Time    time.Time       `json:"time,omitzero"`
		TimePtr *time.Time      `json:"time_ptr,omitzero"`
		ZeroInt int             `json:"zero_int,omitzero"`
		Both    string          `json:"both,omitempty,omitzero"`
		Quoted  int64           `json:"quoted,string"`
		QuotedP *float64        `json:"quoted_p,string"`
		Skipped string          `json:"-"`
		Dash    string          `json:"-,"` //nolint:staticcheck // the odd name is tested
		Raw     json.RawMessage `json:"raw"`
		hidden  string
	}
	type lifted struct {
		inner
		*Embedded
		Own string
	}
	type base struct{ Title, Other string }
	type tagged struct {
		Name string `json:"Other"`
	}
	type shadow struct {
		base
		tagged
		Title string
	}
	values := map[string]any{
		"nil": nil, "bool": true, "string": "a", "escapes": "\"\\/\b\f\n\r\t\x00\x1f\x7f", "unicode": "ü€𝄞",
		"ints":   []any{int(-1), int8(-8), int16(16), int32(-32), int64(math.MinInt64), uint(1), uint8(8), uint16(16), uint32(32), uint64(math.MaxUint64), uintptr(7)},
		"floats": []any{0.0, math.Copysign(0, -1), 1.5, 1e20, 1e21, 1e-6, 1e-7, -1e-9, 1e100, math.MaxFloat64, math.SmallestNonzeroFloat64, float32(1e21), float32(3.4e-7), float32(0.1)},
		"time":   time.Date(2026, 1, 2, 3, 4, 5, 600, time.FixedZone("x", 3600)), "number": json.Number("12.50"), "no number": json.Number(""),
		"pointer": new(7), "nil pointer": (*int)(nil), "array": [2]string{"a", "b"}, "bytes": []byte("bytes"), "slices": [][]int{{1}, {2, 3}},
		"map": map[string]any{"b": 1, "a": []any{nil, "x"}}, "int keys": map[int]bool{2: true, -1: false}, "text keys": map[level]int{1: 1, 0: 0},
		"options": options{Raw: json.RawMessage(` {"a": [1, 2]} `)}, "options set": options{
			"e", 1, 1.5, true, new(1), 1,
			[]int{1},
			map[string]int{"a": 1},
			[0]int{},
			inner{},
			time.Unix(0, 0).UTC(), new(time.Unix(1, 0).UTC()),
			1, "b", 5, new(2.5), "s", "d", json.RawMessage("null"), "h",
		},
		"lifted": lifted{inner{"a", 1}, &Embedded{"b", true}, "c"}, "not lifted": lifted{}, "shadow": shadow{base{"a", "b"}, tagged{"c"}, "d"},
		"tree": tree{"root", []tree{{Name: "leaf"}}, &tree{Name: "up"}, map[string]*tree{"x": {Name: "y"}, "nil": nil}},
		"text": level(3), "big": big.NewInt(1 << 40), "address": netip.MustParseAddr("::1"), "shout": shout{`"hey"`}, "anonymous": struct{ A, b int }{1, 2},
	}
	for name, value := range values {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var expected bytes.Buffer
			encoder := json.NewEncoder(&expected)
			encoder.SetEscapeHTML(false)
			require.NoError(t, encoder.Encode(value))
			require.Equal(t, strings.TrimSuffix(expected.String(), "\n"), marshal(t, value))
		})
	}
}

func TestMarshalUnlikeStandardLibrary(t *testing.T) {
	t.Parallel()
	type lists struct {
		List  []int            `json:"list"`
		Map   map[string]int   `json:"map"`
		Bytes []byte           `json:"bytes"`
		Hash  [3]byte          `json:"hash"`
		Wait  time.Duration    `json:"wait"`
		Waits []*time.Duration `json:"waits"`
		Bool  bool             `json:"bool,string"`
	}
	require.Equal(t, `{"list":[],"map":{},"bytes":"","hash":"AQID","wait":"1m30s","waits":["1s",null],"bool":false}`,
		marshal(t, lists{Hash: [3]byte{1, 2, 3}, Wait: 90 * time.Second, Waits: []*time.Duration{new(time.Second), nil}}))
	require.Equal(t, `"<a href='x'>&\u2028"`, strings.ReplaceAll(marshal(t, "<a href='x'>&\u2028"), "\u2028", `\u2028`), "nothing is escaped that JSON does not ask for")
	require.Equal(t, `["LOUD","MAP"]`, marshal(t, []any{new(upper("loud")), upper("map")}), "methods of the pointer count for values too")
	require.Equal(t, `{"a":"LOUD"}`, marshal(t, map[string]upper{"a": "loud"}))
	require.Equal(t, "\"a\ufffdb\ufffd\"", marshal(t, "a\xffb\xc3"))
	require.Equal(t, `"streamed"`, marshal(t, streamed(1)))
	require.Equal(t, `[null,null]`, marshal(t, []any{(*shout)(nil), (*level)(nil)}))
}

func TestMarshalErrors(t *testing.T) {
	t.Parallel()
	loop := &tree{Name: "loop"}
	loop.Parent = loop
	ring := map[string]any{}
	ring["again"] = ring
	snake := []any{nil}
	snake[0] = snake
	tests := map[string]struct {
		value  any
		reason string
	}{
		"channel":    {make(chan int), "a chan int cannot be written; leave it out"},
		"nested":     {[]any{1, map[string]any{"f": func() {}}}, "a func() cannot be written"},
		"not finite": {math.Inf(1), "+Inf is no number that JSON knows"},
		"no number":  {json.Number("1x"), `"1x" is no number`},
		"quoted":     {json.Number(`"1"`), "is no number"},
		"own JSON":   {shout{"broken"}, "encode JSON of codec_test.shout"},
		"own text":   {failing{}, "encode JSON of codec_test.failing: no text"},
		"map key":    {map[float64]int{1: 1}, "a float64 cannot be the name of a member"},
		"failed key": {map[failing]int{{}: 1}, "no text"},
		"year":       {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "year"},
		"loop":       {loop, "nests deeper than 1000 levels; does it contain itself?"},
		"ring":       {ring, "nests deeper"},
		"snake":      {snake, "nests deeper"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, codec.New().Marshal(&strings.Builder{}, test.value), test.reason)
		})
	}
}

func TestMarshalAppendsToBuffer(t *testing.T) {
	t.Parallel()
	c := codec.New()
	buffer := bytes.NewBufferString("before ")
	for _, v := range []any{strings.Repeat("x", 1000), 7} {
		require.NoError(t, c.Marshal(buffer, v))
	}
	require.Equal(t, "before \""+strings.Repeat("x", 1000)+"\"7", buffer.String())
}

// FuzzMarshalString holds the text of strings to what encoding/json makes of it.
func FuzzMarshalString(f *testing.F) {
	for _, s := range []string{"", "plain", "\x00\"\\", "ü\xff", "\u2028\ufffd", "\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var expected, got string
		standard, err := json.Marshal(s)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(standard, &expected))
		require.NoError(t, json.Unmarshal([]byte(marshal(t, s)), &got))
		require.Equal(t, expected, got)
	})
}
