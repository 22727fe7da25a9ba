package codec_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// grade reads itself and words its faults.
type grade int

func (g *grade) UnmarshalText(text []byte) error {
	if len(text) != 1 || text[0] < 'A' || text[0] > 'F' {
		return errs.Invalid("grade", "must be a grade from A to F")
	}
	*g = grade(text[0] - 'A')
	return nil
}

// box is what an Optional holds.
type box struct {
	Name string `json:"name"`
	Int  int    `json:"int"`
	List []box  `json:"list"`
}

type record struct {
	Name   string              `json:"name"`
	Flag   bool                `json:"flag"`
	Int    int                 `json:"int"`
	Small  int8                `json:"small"`
	Byte   uint8               `json:"byte"`
	Float  float64             `json:"float"`
	At     time.Time           `json:"at"`
	Wait   time.Duration       `json:"wait"`
	ID     uuid.UUID           `json:"id"`
	Grade  *grade              `json:"grade"`
	Bytes  []byte              `json:"bytes"`
	Pair   [2]int              `json:"pair"`
	List   []record            `json:"list"`
	Map    map[string]int      `json:"map"`
	Any    any                 `json:"any"`
	Number json.Number         `json:"number"`
	Maybe  codec.Optional[box] `json:"maybe"`
	Due    map[string]*time.Duration
}

func decode(text string, v any) error { return codec.New().Unmarshal([]byte(text), v, codec.Options{}) }

func TestUnmarshal(t *testing.T) {
	t.Parallel()
	var got record
	require.NoError(t, decode(` {"name":"ü\u00e9","flag":true,"int":-9007199254740993,"small":-128,"byte":255,"float":1e3,
		"at":"2026-01-02T03:04:05.6+01:00","wait":"1h0m1s","id":"0190b6f0-aaaa-7bbb-8ccc-000000000001","grade":"C","bytes":"Ynl0ZXM=",
		"pair":[1,2],"list":[{"name":"x"}],"map":{"a":1},"any":{"b":[1.5,null]},"number":12.50,"maybe":{"int":1},"Due":{"a":"2s","b":null}} `, &got))
	require.Equal(t, record{
		Name: "üé", Flag: true, Int: -9007199254740993, Small: -128, Byte: 255, Float: 1000,
		At: got.At, Wait: time.Hour + time.Second, ID: uuid.MustParse("0190b6f0-aaaa-7bbb-8ccc-000000000001"), Grade: new(grade(2)),
		Bytes: []byte("bytes"), Pair: [2]int{1, 2}, List: []record{{Name: "x"}}, Map: map[string]int{"a": 1},
		Any: map[string]any{"b": []any{1.5, nil}}, Number: "12.50", Maybe: codec.Some(box{Int: 1}),
		Due: map[string]*time.Duration{"a": new(2 * time.Second), "b": nil},
	}, got)
	require.Equal(t, "2026-01-02T03:04:05.6+01:00", got.At.Format(time.RFC3339Nano))
}

func TestUnmarshalFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text, pointer, code, message string
	}{
		"string":           {`{"name":1}`, "/name", "type", "must be a string"},
		"bool":             {`{"flag":"true"}`, "/flag", "type", "must be true or false"},
		"text for int":     {`{"int":"1"}`, "/int", "type", "must be a whole number"},
		"fraction":         {`{"int":1.0}`, "/int", "type", "must be a whole number"},
		"exponent":         {`{"int":1e3}`, "/int", "type", "must be a whole number"},
		"overflow":         {`{"int":9223372036854775808}`, "/int", "type", "must be a whole number"},
		"narrow":           {`{"small":128}`, "/small", "type", "must be a whole number of at most 8 bits"},
		"unsigned":         {`{"byte":-1}`, "/byte", "type", "must be a whole number from 0 to 255"},
		"float":            {`{"float":[]}`, "/float", "type", "must be a number"},
		"float overflow":   {`{"float":1e999}`, "/float", "type", "must be a number"},
		"time":             {`{"at":"today"}`, "/at", "type", "must be a date and time such as 2026-01-31T12:00:00Z"},
		"duration":         {`{"wait":"soon"}`, "/wait", "type", "must be a duration such as 1m30s"},
		"duration number":  {`{"wait":5}`, "/wait", "type", "must be a duration such as 1m30s"},
		"nested duration":  {`{"Due":{"a":[1]}}`, "/Due/a", "type", "must be a duration such as 1m30s"},
		"uuid":             {`{"id":"x"}`, "/id", "type", "must be a UUID"},
		"own words":        {`{"grade":"Z"}`, "/grade", "type", "must be a grade from A to F"},
		"base64":           {`{"bytes":"%"}`, "/bytes", "type", "must be a string in base64"},
		"array":            {`{"pair":[1]}`, "/pair", "type", "must be a list of 2"},
		"list":             {`{"list":{}}`, "/list", "type", "must be a list"},
		"object in list":   {`{"list":[{},7]}`, "/list/1", "type", "must be an object"},
		"map":              {`{"map":[]}`, "/map", "type", "must be an object"},
		"map value":        {`{"map":{"a/b":"x"}}`, "/map/a~1b", "type", "must be a whole number"},
		"number":           {`{"number":"1"}`, "/number", "type", "must be a number"},
		"inside optional":  {`{"maybe":{"list":[{"int":"x"}]}}`, "/maybe/list/0/int", "type", "must be a whole number"},
		"unknown":          {`{"nope":1}`, "/nope", "unknown_field", "is not a field that is read here"},
		"other case":       {`{"Name":"x"}`, "/Name", "unknown_field", "is not a field that is read here"},
		"unknown in list":  {`{"list":[{"int":1 , "x":{"y":[]} ,"flag":true}]}`, "/list/0/x", "unknown_field", "is not a field that is read here"},
		"whole":            {`[]`, "", "type", "must be an object"},
		"whole null":       {" null\n", "", "type", "must be an object"},
		"escaped pointer":  {`{"map":{"~":"x"}}`, "/map/~0", "type", "must be a whole number"},
		"unicode in names": {`{"map":{"\u00fc":"x"}}`, "/map/ü", "type", "must be a whole number"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := decode(test.text, &record{})
			require.ErrorIs(t, err, errs.Validation())
			require.Equal(t, []errs.Field{{In: "body", Pointer: test.pointer, Code: test.code, Message: test.message}}, errs.From(err).Fields)
		})
	}
}

func TestUnmarshalFindsEveryFaultAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	var got record
	err := decode(`{"x":1,"name":7,"int":3,"y":[{}],"list":[{"int":"a"},5,{"flag":1,"z":0,"int":4}],"maybe":{"name":false},"w":null}`, &got)
	var pointers []string
	for _, f := range errs.From(err).Fields {
		pointers = append(pointers, f.Pointer)
	}
	require.Equal(t, []string{"/x", "/name", "/y", "/list/0/int", "/list/1", "/list/2/flag", "/list/2/z", "/maybe/name", "/w"}, pointers)
	require.Equal(t, 3, got.Int)
	require.Len(t, got.List, 3)
	require.Equal(t, 4, got.List[2].Int)
}

func TestUnmarshalEndsWithTheWorstText(t *testing.T) {
	t.Parallel()
	err := decode(`{"list":[`+strings.Repeat(`{"int":"a"},`, 1000)+`{}]}`, &record{})
	require.Len(t, errs.From(err).Fields, 16)
	require.Empty(t, errs.From(codec.New().Unmarshal([]byte(`{"x":1,"y":{"z":2}}`), &record{}, codec.Options{UnknownFields: codec.Ignore})))
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, message string }{
		"nothing":        {"", "the body is not valid JSON: it ends too early, after byte 0"},
		"cut off":        {`{"name":"x`, "it ends too early, after byte 10"},
		"comma":          {`{"int":1,}`, "invalid character '}' at start of string (expecting '\"') at byte 9"},
		"place":          {`{"list":[{"int":1]}`, "at byte 17, in /list/0"},
		"after a fault":  {`{"int":"x","name":"y" "z"}`, "at byte 22"},
		"twice":          {`{"list":[{"int":1,"int":2}]}`, "the member /list/0/int is given twice"},
		"not UTF-8":      {"{\"name\":\"\xff\"}", "invalid UTF-8"},
		"two values":     {`{}{}`, "at byte 2"},
		"not JSON":       {`name=x`, "invalid character 'a'"},
		"broken escape":  {`{"name":"\ud800"}`, "surrogate"},
		"leading zero":   {`{"int":01}`, "invalid character '1'"},
		"single quotes":  {`{'int':1}`, `invalid character '\''`},
		"unknown broken": {`{"x":nul}`, "invalid"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := decode(test.text, &record{})
			require.ErrorIs(t, err, errs.Invalid("malformed_body", ""))
			require.ErrorContains(t, err, test.message)
		})
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	nest := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	var v any
	c := codec.New()
	require.NoError(t, c.Unmarshal(nest(codec.DefaultMaxDepth), &v, codec.Options{}))
	require.ErrorContains(t, c.Unmarshal(nest(codec.DefaultMaxDepth+1), &v, codec.Options{}), "deeper than 64 levels")
	require.ErrorContains(t, c.Unmarshal([]byte(`{"a":[{}]}`), &v, codec.Options{MaxDepth: 2}), "deeper than 2 levels")
	require.NoError(t, c.Unmarshal([]byte(`[{},{},[],"[[[\"{{{"]`), &v, codec.Options{MaxDepth: 2}), "width and text are no depth")
	require.Error(t, c.Unmarshal(nest(1_000_000), &v, codec.Options{}))
}

func TestUnknownFieldsString(t *testing.T) {
	t.Parallel()
	require.Equal(t, "reject ignore", codec.Reject.String()+" "+codec.Ignore.String())
}

// FuzzUnmarshal holds reading to its promises: no panic, faults with pointers into
// the text, and values that come back the same when they are written and read.
func FuzzUnmarshal(f *testing.F) {
	for _, s := range []string{
		`{"name":"x","list":[{"int":1}],"any":[1,"a",null,{"b":{}}]}`, `{"name":1,"x":{},"list":[1,{"flag":"y"}]}`,
		`{"wait":"1s","Due":{"a":null},"maybe":null}`, `{"a":1,"a":2}`, `[`, `null`, "\xff", `{"number":1e5,"bytes":"AA=="}`,
	} {
		f.Add([]byte(s))
	}
	c := codec.New()
	f.Fuzz(func(t *testing.T, text []byte) {
		var first, second record
		if err := c.Unmarshal(text, &first, codec.Options{}); err != nil {
			failure := errs.From(err)
			require.Contains(t, []errs.Kind{errs.KindInvalid, errs.KindUnprocessable}, failure.Kind)
			require.Equal(t, failure.Kind == errs.KindUnprocessable, len(failure.Fields) > 0)
			return
		}
		var written, again bytes.Buffer
		if c.Marshal(&written, &first) != nil {
			return // a time beyond the year 9999
		}
		require.NoError(t, c.Unmarshal(written.Bytes(), &second, codec.Options{}))
		require.NoError(t, c.Marshal(&again, &second))
		require.Equal(t, written.String(), again.String())
	})
}
