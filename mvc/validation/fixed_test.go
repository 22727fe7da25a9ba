package validation_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// requireSame requires that the plan of the struct behind the pointer finds what
// validator finds.
func requireSame(t *testing.T, pointer any) {
	t.Helper()
	value := reflect.ValueOf(pointer)
	plan, err := validation.Compile(ours(), value.Type().Elem())
	require.NoError(t, err)
	require.Equal(t, unnamed(expected(oracle().Struct(pointer)), value), found(plan.Check(value.UnsafePointer())))
}

// unnamed takes off the name of the type, with which validator's namespaces start.
func unnamed(list []string, value reflect.Value) []string {
	if name := value.Type().Elem().Name(); name != "" {
		for i := range list {
			list[i] = list[i][len(name)+1:]
		}
	}
	slices.Sort(list)
	return list
}

type holder struct {
	Base
	*hidden
	Any      any
	Wrapped  *wrapped        `validate:"omitempty,min=3"`
	Raw      json.RawMessage `validate:"omitempty,json"`
	ID       ident           `validate:"omitempty,uuid"`
	IDs      []*ident        `validate:"omitempty,dive,required,uuid"`
	Either   *string         `validate:"either"`
	Color    *string         `validate:"rgb|hexcolor"`
	Two      **string        `validate:"omitempty,alpha|short"`
	Port     uint16          `validate:"omitempty,port"`
	Uptr     uintptr         `validate:"omitempty,max=3"`
	Lat      float32         `validate:"omitempty,latitude"`
	When     *time.Time      `validate:"omitempty,lt"`
	Table    map[string]Base `validate:"omitzero,dive,keys,alpha,endkeys"`
	Nested   [][]string      `validate:"omitempty,dive,unique,dive,len=1"`
	Function func()          `validate:"-"`
}

// Base is embedded, so its fields belong to the holder.
type Base struct {
	Code string `validate:"omitempty,code"`
}

type hidden struct {
	Secret string `validate:"omitempty,lowercase"`
}

func TestFixedValuesFindWhatValidatorFinds(t *testing.T) {
	t.Parallel()
	text, bad, colored := "xyz", "!!!!", "#fff"
	badPointer := &bad
	for name, h := range map[string]*holder{
		"zero":        {},
		"broken tags": {Either: &text, Color: &text, Two: &badPointer, Port: 1, Uptr: 4, Lat: 90.5, Raw: json.RawMessage("{")},
		"kept tags":   {Either: &text, Color: &colored, Raw: json.RawMessage("{}"), Uptr: 3, Lat: -90},
		"dynamic":     {Any: map[string]Base{"a": {Code: "x"}}, Wrapped: &wrapped{Inner: "ab"}},
		"valuer":      {Any: &wrapped{Inner: "x"}, Wrapped: &wrapped{Inner: "abc"}},
		"identities":  {ID: ident{2}, IDs: []*ident{nil, {1}, {0}, {2}}},
		"identity":    {ID: ident{1}, Any: (*Base)(nil)},
		"entries":     {Table: map[string]Base{"a": {Code: "x"}, "1": {}}, Nested: [][]string{{"a", "a"}, {"b", "cc"}, nil}},
		"times":       {When: &time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := found(mustCompile(t).CheckValue(t.Context(), reflect.ValueOf(h).Elem()))
			require.Equal(t, unnamed(expected(oracle().Struct(h)), reflect.ValueOf(h)), got)
		})
	}
}

func mustCompile(t *testing.T) *validation.Plan {
	plan, err := validation.Compile(ours(), reflect.TypeFor[holder]())
	require.NoError(t, err)
	return plan
}

func TestUniqueFindsWhatValidatorFinds(t *testing.T) {
	t.Parallel()
	type lists struct {
		Texts   []status                `validate:"unique"`
		Bytes   []int8                  `validate:"unique"`
		Shorts  []uint16                `validate:"unique"`
		Runes   []rune                  `validate:"unique"`
		Numbers []int                   `validate:"unique"`
		Waits   []time.Duration         `validate:"unique"`
		Floats  []float64               `validate:"unique"`
		Structs []Base                  `validate:"unique=Code"`
		Array   [2]string               `validate:"omitempty,unique"`
		Map     map[string]*string      `validate:"unique"`
		Other   status                  `validate:"unique=Same"`
		Same    status                  `validate:"-"`
		ByPart  map[string]map[int]Base `validate:"omitempty,dive,min=1"`
	}
	requireSame(t, &lists{Other: "a"})
	text := "x"
	requireSame(t, &lists{
		Texts: []status{"a", "b", "a"}, Bytes: []int8{1, 1}, Shorts: []uint16{1, 1}, Runes: []rune{1, 1}, Numbers: []int{1, 1},
		Waits: []time.Duration{1, 1}, Floats: []float64{0.5, 0.5}, Structs: []Base{{}, {}}, Array: [2]string{"a", "a"},
		Map: map[string]*string{"a": &text, "b": &text}, Other: "a", Same: "a", ByPart: map[string]map[int]Base{"a": nil},
	})
	many := make([]int, 40)
	for i := range many {
		many[i] = i
	}
	requireSame(t, &lists{Numbers: many, Other: "x"})
	requireSame(t, &lists{Numbers: append(many, 39), Other: "x"})
}
