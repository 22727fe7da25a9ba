package validation_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type line struct {
	Name codec.Optional[string] `json:"name" validate:"required,min=2"`
}

type change struct {
	Kind    string                           `json:"kind"`
	Notes   codec.Optional[string]           `json:"notes" validate:"max=5"`
	Name    codec.Optional[string]           `json:"name" validate:"omitempty,min=2,ne=admin"`
	Count   *codec.Optional[int]             `json:"count" validate:"min=1"`
	Tags    codec.Optional[[]string]         `json:"tags" validate:"max=2,dive,alpha"`
	Line    codec.Optional[line]             `json:"line"`
	Lines   []codec.Optional[line]           `json:"lines" validate:"dive"`
	Prices  map[string]codec.Optional[uint8] `json:"prices" validate:"dive,max=9"`
	When    codec.Optional[time.Time]        `json:"when" validate:"lt"`
	Reason  codec.Optional[string]           `json:"reason" validate:"required_if=Kind cancel,max=3"`
	Nothing codec.Optional[bool]             `json:"nothing" validate:"isdefault"`
	Pointer codec.Optional[*string]          `json:"pointer" validate:"max=1"`
	Any     codec.Optional[any]              `json:"any"`
	Color   codec.Optional[color]            `json:"color"`
	Plain   codec.Optional[string]           `json:"plain"`
}

func TestOptionalsAreCheckedWhenTheyHoldAValue(t *testing.T) {
	t.Parallel()
	long := "ab"
	for name, test := range map[string]struct {
		change change
		want   []string
	}{
		"absent":            {change{}, []string{}},
		"null":              {change{Notes: codec.Null[string](), Tags: codec.Null[[]string](), Line: codec.Null[line](), When: codec.Null[time.Time]()}, []string{}},
		"kept":              {change{Notes: codec.Some("12345"), Tags: codec.Some([]string{"a"}), Count: new(codec.Some(1))}, []string{}},
		"broken":            {change{Notes: codec.Some("123456"), Name: codec.Some("admin"), Count: new(codec.Some(0))}, []string{"/count min", "/name ne", "/notes max"}},
		"absent behind one": {change{Count: new(codec.Optional[int]{})}, []string{}},
		"empty":             {change{Name: codec.Some("")}, []string{"/name min"}},
		"elements":          {change{Tags: codec.Some([]string{"a", "1"})}, []string{"/tags/1 alpha"}},
		"list":              {change{Tags: codec.Some([]string{"a", "b", "c"})}, []string{"/tags max"}},
		"required inside":   {change{Line: codec.Some(line{})}, []string{"/line/name required"}},
		"null is required":  {change{Line: codec.Some(line{codec.Null[string]()})}, []string{"/line/name required"}},
		"struct":            {change{Line: codec.Some(line{codec.Some("")})}, []string{"/line/name min"}},
		"in a list":         {change{Lines: []codec.Optional[line]{{}, codec.Some(line{codec.Some("x")})}}, []string{"/lines/1/name min"}},
		"in a map":          {change{Prices: map[string]codec.Optional[uint8]{"a": codec.Some[uint8](10), "b": {}}}, []string{"/prices/a max"}},
		"time":              {change{When: codec.Some(time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC))}, []string{"/when lt"}},
		"condition":         {change{Kind: "cancel"}, []string{"/reason required_if"}},
		"condition, null":   {change{Kind: "cancel", Reason: codec.Null[string]()}, []string{"/reason required_if"}},
		"condition kept":    {change{Kind: "cancel", Reason: codec.Some("")}, []string{}},
		"after a condition": {change{Reason: codec.Some("long")}, []string{"/reason max"}},
		"isdefault":         {change{Nothing: codec.Some(false)}, []string{"/nothing isdefault"}},
		"pointer":           {change{Pointer: codec.Some(&long), Any: codec.Some[any](nil)}, []string{"/pointer max"}},
		"interface":         {change{Any: codec.Some[any](line{})}, []string{"/any/name required"}},
		"enumeration":       {change{Color: codec.Some(color("pink"))}, []string{"/color oneof"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := validation.Compile(ours(), reflect.TypeFor[change]())
			require.NoError(t, err)
			require.Equal(t, test.want, found(plan.CheckValue(t.Context(), reflect.ValueOf(test.change))))
		})
	}
}

func TestANilPointerToAnOptionalIsAbsent(t *testing.T) {
	t.Parallel()
	type input struct {
		Name *codec.Optional[string] `json:"name" validate:"required,max=3"`
	}
	require.ErrorContains(t, validation.New(validation.Config{}).Validate(t.Context(), input{}), "/name: is required")
}

func TestRulesThatCannotLookIntoAnOptionalAreFaults(t *testing.T) {
	t.Parallel()
	type input struct {
		Kind string
		Line codec.Optional[line] `validate:"required_if=Kind x"`
		Size codec.Optional[bool] `validate:"max=3"`
	}
	_, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[input]())
	require.ErrorContains(t, err, "cannot look into codec.Optional[")
	require.ErrorContains(t, err, "max is for strings")
}

// TestAnOptionalIsCheckedLikeAPointer compares with what validator finds in a
// pointer that omitempty lets be nil.
func TestAnOptionalIsCheckedLikeAPointer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules := strings.Join(tagsOf(t, reflect.TypeFor[string]()), ",")
		for _, word := range []string{"F0", "F1", "isdefault", "custom", "omit"} {
			if strings.Contains(rules, word) {
				t.Skip("it depends on more than the value")
			}
		}
		holder := func(typ reflect.Type, rules string) reflect.Value {
			field := reflect.StructField{Name: "F", Type: typ}
			if rules != "" {
				field.Tag = reflect.StructTag(`validate:"` + rules + `"`)
			}
			return reflect.New(reflect.StructOf([]reflect.StructField{field}))
		}
		optional, pointer := holder(reflect.TypeFor[codec.Optional[string]](), rules), holder(reflect.TypeFor[*string](), strings.TrimSuffix("omitnil,"+rules, ","))
		if rapid.Bool().Draw(t, "present") {
			text := drawText(t)
			optional.Elem().Field(0).Set(reflect.ValueOf(codec.Some(text)))
			pointer.Elem().Field(0).Set(reflect.ValueOf(&text))
		} else if strings.Contains(rules, "required") {
			t.Skip("nil passes omitnil")
		}
		plan, err := validation.Compile(ours(), optional.Type().Elem())
		if err != nil {
			t.Skip("the tags are faulty: ", err)
		}
		require.Equal(t, expected(oracle().Struct(pointer.Interface())), found(plan.Check(optional.UnsafePointer())))
	})
}
