package openapi_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/openapi"
)

// compact returns the schema as JSON on one line, "null" for none.
func compact(t *testing.T, s *openapi.Schema) string {
	t.Helper()
	raw, err := json.Marshal(s)
	require.NoError(t, err)
	return string(raw)
}

// components returns the published schemas of a type in both directions.
func components(t *testing.T, uses ...*openapi.Schema) *openapi.Document {
	t.Helper()
	d := &openapi.Document{Info: openapi.Info{Title: "T", Version: "1"}}
	responses := map[string]*openapi.Response{}
	for i, s := range uses {
		responses[[...]string{"200", "201", "202", "203"}[i]] = openapi.JSONResponse("An answer.", s)
	}
	d.Add("GET", "/", &openapi.Operation{Responses: responses})
	return d
}

type (
	Status       string
	Priority     int
	Speed        int
	Celsius      float64
	Money        struct{ cents int64 }
	Plate        struct{ text string }
	Any          struct{ v any }
	Point        struct{ X, Y int }
	Tree         map[string]Tree
	Tags         []string
	Codename     struct{ v string }
	Shape        struct{ Kind string }
	patch[T any] struct {
		value T
		set   bool
	}
)

func (Status) Values() []Status     { return []Status{"open", "closed"} }
func (Priority) Values() []Priority { return []Priority{1, 2, 3} }
func (Speed) Values() []string      { return []string{"slow", "fast"} }
func (s Speed) MarshalText() ([]byte, error) {
	return []byte([]string{"slow", "fast"}[s]), nil
}
func (Money) OpenAPISchema() *openapi.Schema       { return openapi.String("decimal") }
func (m Money) MarshalText() ([]byte, error)       { return nil, nil }
func (Plate) TextFormat() (format, pattern string) { return "plate", "^[A-Z]+-[0-9]+$" }
func (Plate) MarshalText() ([]byte, error)         { return []byte("A-1"), nil }
func (Any) MarshalJSON() ([]byte, error)           { return []byte("1"), nil }
func (*Codename) MarshalText() ([]byte, error)     { return nil, nil }
func (patch[T]) OptionalType() reflect.Type        { return reflect.TypeFor[T]() }
func (*Shape) OpenAPISchema() *openapi.Schema {
	return &openapi.Schema{Type: openapi.Types{"object"}, Description: "Any shape."}
}

func TestOutputDescribesTypesThatStandWhereTheyAreUsed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"string", "", `{"type":"string"}`},
		{"bool", false, `{"type":"boolean"}`},
		{"int", 0, `{"type":"integer","format":"int64"}`},
		{"int32", int32(0), `{"type":"integer","format":"int32"}`},
		{"int8", int8(0), `{"type":"integer","minimum":-128,"maximum":127}`},
		{"int16", int16(0), `{"type":"integer","minimum":-32768,"maximum":32767}`},
		{"uint8", uint8(0), `{"type":"integer","minimum":0,"maximum":255}`},
		{"uint16", uint16(0), `{"type":"integer","minimum":0,"maximum":65535}`},
		{"uint32", uint32(0), `{"type":"integer","minimum":0,"maximum":4294967295}`},
		{"uint64", uint64(0), `{"type":"integer","format":"uint64","minimum":0}`},
		{"float32", float32(0), `{"type":"number","format":"float"}`},
		{"float64", Celsius(0), `{"type":"number","format":"double"}`},
		{"number", json.Number(""), `{"type":"number"}`},
		{"time", time.Time{}, `{"type":"string","format":"date-time"}`},
		{"uuid", uuid.UUID{}, `{"type":"string","format":"uuid"}`},
		{"text", netip.Addr{}, `{"type":"string"}`},
		{"text by pointer", Codename{}, `{"type":"string"}`},
		{"bytes", []byte{}, `{"type":"string","contentEncoding":"base64"}`},
		{"raw JSON", json.RawMessage{}, `{}`},
		{"own JSON", Any{}, `{}`},
		{"describes itself", Money{}, `{"type":"string","format":"decimal"}`},
		{"says its form", Plate{}, `{"type":"string","format":"plate","pattern":"^[A-Z]+-[0-9]+$"}`},
		{"pointer", new(int), `{"type":"integer","format":"int64"}`},
		{"list", []string{}, `{"type":"array","items":{"type":"string"}}`},
		{"list of pointers", []*string{}, `{"type":"array","items":{"type":["string","null"]}}`},
		{"array", [2]bool{}, `{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":2}`},
		{"map", map[string]int8{}, `{"type":"object","additionalProperties":{"type":"integer","minimum":-128,"maximum":127}}`},
		{"map of uuids", map[uuid.UUID]bool{}, `{"type":"object","additionalProperties":{"type":"boolean"},"propertyNames":{"type":"string","format":"uuid"}}`},
		{"any", []any{}, `{"type":"array","items":{}}`},
		{"optional", patch[string]{}, `{"type":["string","null"]}`},
		{"optional component", patch[Point]{}, `{"anyOf":[{"$ref":"#/components/schemas/Point"},{"type":"null"}]}`},
		{"unnamed struct", struct {
			A int8 `json:"a,omitzero"`
		}{}, `{"type":"object","properties":{"a":{"type":"integer","minimum":-128,"maximum":127}}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := openapi.NewReflector(openapi.ReflectorConfig{})
			require.JSONEq(t, test.want, compact(t, r.Output(reflect.TypeOf(test.value))))
			require.NoError(t, r.Err())
		})
	}
}

func TestDurationsAreWrittenAsText(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	s := r.Output(reflect.TypeFor[time.Duration]())
	d := &openapi.Document{}
	for _, text := range []string{"1h30m0s", "-2.5s", "0", "300ms"} {
		require.Empty(t, d.Check(s, text), text)
	}
	require.NotEmpty(t, d.Check(s, "an hour"))
	require.NotEmpty(t, d.Check(s, 5))
}

func TestNamedTypesBecomeComponents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		value     any
		component string
		want      string
	}{
		{"struct", Point{}, "Point", `{"type":"object","required":["X","Y"],"properties":{"X":{"type":"integer","format":"int64"},"Y":{"type":"integer","format":"int64"}}}`},
		{"enumeration of strings", Status(""), "Status", `{"type":"string","enum":["open","closed"]}`},
		{"enumeration of numbers", Priority(0), "Priority", `{"type":"integer","enum":[1,2,3]}`},
		{"enumeration by text", Speed(0), "Speed", `{"type":"string","enum":["slow","fast"]}`},
		{"list", Tags{}, "Tags", `{"type":"array","items":{"type":"string"}}`},
		{"recursive map", Tree{}, "Tree", `{"type":"object","additionalProperties":{"$ref":"#/components/schemas/Tree"}}`},
		{"object that describes itself", Shape{}, "Shape", `{"type":"object","description":"Any shape."}`},
		{"map of an enumeration", struct {
			M map[Status]int8 `json:"m"`
		}{}, "Status", `{"type":"string","enum":["open","closed"]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := openapi.NewReflector(openapi.ReflectorConfig{})
			d := components(t, r.Output(reflect.TypeOf(test.value)))
			require.NoError(t, r.Publish(d))
			require.JSONEq(t, test.want, compact(t, d.Components.Schemas[test.component]))
			require.Empty(t, d.Validate())
		})
	}
}

type (
	Base struct {
		ID      string `json:"id"`
		Version int8   `json:"version"`
		Hidden  string `json:"-"`
	}
	Mixin struct {
		Note string `json:"note"`
	}
	private struct {
		Shared string `json:"shared"`
	}
	Left  struct{ Same, A bool }
	Right struct{ Same, B bool }
	Whole struct {
		Base
		*Mixin
		private
		Left
		Right
		Named   Base              `json:"named"`
		Version string            `json:"version"`
		Count   int               `json:"count,string"`
		Ratio   float64           `json:",string,omitempty"`
		Always  *string           `json:"always"`
		Maybe   *string           `json:"maybe,omitempty"`
		Zero    *Point            `json:"zero,omitzero"`
		Null    *Point            `json:"null"`
		Inline  struct{ In bool } `json:",inline"`
		secret  bool
	}
)

func TestStructsFollowTheRulesOfEncodingJSON(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Output(reflect.TypeFor[Whole]()))
	require.NoError(t, r.Publish(d))
	s := d.Components.Schemas["Whole"]

	names := make([]string, 0, len(s.Properties))
	for _, p := range s.Properties {
		names = append(names, p.Name)
	}
	require.Equal(t, []string{"id", "version", "note", "shared", "A", "B", "named", "count", "Ratio", "always", "maybe", "zero", "null", "In"}, names)
	require.Equal(t, []string{"id", "version", "shared", "A", "B", "named", "count", "always", "null", "In"}, s.Required)
	require.Equal(t, `{"type":"string"}`, compact(t, s.Properties.Get("version")), "the outer field counts")
	require.Equal(t, `{"type":"string","pattern":"^-?[0-9]+$"}`, compact(t, s.Properties.Get("count")))
	require.Contains(t, s.Properties.Get("Ratio").Pattern, "eE")
	require.Equal(t, `{"type":["string","null"]}`, compact(t, s.Properties.Get("always")))
	require.Equal(t, `{"type":"string"}`, compact(t, s.Properties.Get("maybe")))
	require.Equal(t, `{"$ref":"#/components/schemas/Point"}`, compact(t, s.Properties.Get("zero")))
	require.Equal(t, `{"anyOf":[{"$ref":"#/components/schemas/Point"},{"type":"null"}]}`, compact(t, s.Properties.Get("null")))
	require.Nil(t, s.Properties.Get("Hidden"))

	written, err := json.Marshal(Whole{Mixin: &Mixin{}})
	require.NoError(t, err)
	fit := strings.Replace(string(written), `"Inline":{"In":false}`, `"In":false`, 1) // encoding/json knows no inline
	require.Empty(t, d.Check(openapi.Ref("Whole"), json.RawMessage(fit)))
	require.False(t, Whole{}.secret)
}

type Described struct {
	Name   string    `json:"name" doc:"What it is called." example:"Ann"`
	Age    int       `json:"age" example:"7" default:"1"`
	Free   any       `json:"free" example:"text"`
	Flags  []bool    `json:"flags" example:"true, false"`
	Lists  [][]int   `json:"lists" example:"[[1],[2,3]]"`
	Point  *Point    `json:"point" example:"{\"X\":1}" doc:"Where."`
	State  Status    `json:"state" default:"open" deprecated:"true"`
	At     time.Time `json:"at" example:"2026-01-02T03:04:05Z"`
	Day    string    `json:"day" format:"date"`
	ID     string    `json:"id" readonly:"true" validate:"required"`
	Secret string    `json:"secret" writeonly:"true" validate:"required"`
	Plain  string    `json:"plain" readonly:"false"`
}

func TestTagsDescribeAField(t *testing.T) {
	t.Parallel()
	r := openapi.NewReflector(openapi.ReflectorConfig{})
	d := components(t, r.Output(reflect.TypeFor[Described]()), r.Input(reflect.TypeFor[Described]()))
	require.NoError(t, r.Publish(d))
	out, in := d.Components.Schemas["Described"], d.Components.Schemas["DescribedInput"]

	tests := map[string]string{
		"name":   `{"type":"string","description":"What it is called.","examples":["Ann"]}`,
		"age":    `{"type":"integer","format":"int64","default":1,"examples":[7]}`,
		"free":   `{"examples":["text"]}`,
		"flags":  `{"type":"array","examples":[[true,false]],"items":{"type":"boolean"}}`,
		"lists":  `{"type":"array","examples":[[[1],[2,3]]],"items":{"type":"array","items":{"type":"integer","format":"int64"}}}`,
		"point":  `{"description":"Where.","examples":[{"X":1}],"anyOf":[{"$ref":"#/components/schemas/Point"},{"type":"null"}]}`,
		"state":  `{"$ref":"#/components/schemas/Status","default":"open","deprecated":true}`,
		"at":     `{"type":"string","format":"date-time","examples":["2026-01-02T03:04:05Z"]}`,
		"day":    `{"type":"string","format":"date"}`,
		"id":     `{"type":"string","readOnly":true,"minLength":1}`,
		"secret": `{"type":"string","writeOnly":true,"minLength":1}`,
		"plain":  `{"type":"string"}`,
	}
	for name, want := range tests {
		require.JSONEq(t, want, compact(t, out.Properties.Get(name)), name)
	}
	require.Contains(t, out.Required, "id")
	require.NotContains(t, out.Required, "secret", "what only requests hold is in no response")
	require.Equal(t, []string{"secret"}, in.Required, "what only responses hold is asked of no request")
}

func TestWhatCannotBeDescribedIsReportedWithItsRemedy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		value any
		want  []string
	}{
		{"channel", struct{ C chan int }{}, []string{"chan int", `json:"-"`}},
		{"function", struct{ F []func() }{}, []string{"func", "OpenAPISchema"}},
		{"example", struct {
			N int `example:"many"`
		}{}, []string{`field N int`, `example:"many"`, "integer"}},
		{"default of a list", struct {
			N []int `default:"1,x"`
		}{}, []string{`default:"1,x"`, "array"}},
		{"default of another type", struct {
			N bool `default:"3"`
		}{}, []string{`default:"3"`, "boolean"}},
		{"rules", struct {
			N int `validate:"endkeys"`
		}{}, []string{"field N int", "validate tag", "keys"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := openapi.NewReflector(openapi.ReflectorConfig{})
			s := r.Output(reflect.TypeOf(test.value))
			for _, want := range test.want {
				require.ErrorContains(t, r.Err(), want)
				require.ErrorContains(t, r.Publish(components(t, s)), want)
			}
		})
	}
}
