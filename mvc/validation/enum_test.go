package validation_test

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type (
	color string
	shade string // lists strings, one of them with a space
	level int
	grade int // written as text
)

func (color) Values() []color  { return []color{"red", "green"} }
func (shade) Values() []string { return []string{"light", "very dark"} }
func (level) Values() []level  { return []level{1, 2} }
func (grade) Values() []string { return []string{"G1", "G2"} }

func (g grade) MarshalText() ([]byte, error) { return []byte("G" + strconv.Itoa(int(g))), nil }

type part struct {
	Color color `json:"color"`
}

type palette struct {
	Kind     string            `json:"kind"`
	Color    color             `json:"color" validate:"required"`
	Query    []shade           `query:"shade"`
	Pointer  **level           `json:"pointer"`
	Grade    grade             `json:"grade" validate:"max=5"`
	Narrow   color             `json:"narrow" validate:"omitempty,oneof=red"`
	Wide     *color            `json:"wide" validate:"oneof=red blue"`
	Dived    []color           `json:"dived" validate:"max=3,dive,len=3"`
	Keys     map[color]string  `json:"keys"`
	Mapped   map[string]shade  `json:"mapped" validate:"dive,keys,len=1,endkeys"`
	KeyRules map[color][]level `json:"key_rules" validate:"dive,keys,max=5,endkeys,max=2"`
	Array    [2]level          `json:"array" validate:"required"`
	Whole    *color            `json:"whole" validate:"required_if=Kind x,omitempty,max=4"`
	Part     part              `json:"part"`
	Parts    []part            `json:"parts" validate:"dive"`
	Skipped  color             `json:"skipped" validate:"-"`
	Loop     loop              `json:"loop"`
}

type loop []loop

func TestEnumerationsAreCheckedWithoutATag(t *testing.T) {
	t.Parallel()
	pink, blue, three := color("pink"), color("blue"), new(level(3))
	for name, test := range map[string]struct {
		change func(*palette)
		want   []string
	}{
		"zero":           {func(*palette) {}, []string{}},
		"listed":         {func(p *palette) { p.Query, p.Grade, p.Array = []shade{"very dark", ""}, 2, [2]level{1, 2} }, []string{}},
		"required":       {func(p *palette) { p.Color = "" }, []string{"/color required"}},
		"text":           {func(p *palette) { p.Color = "pink" }, []string{"/color oneof"}},
		"list":           {func(p *palette) { p.Query = []shade{"light", "dark"} }, []string{"/shade/1 oneof"}},
		"pointer":        {func(p *palette) { p.Pointer = &three }, []string{"/pointer oneof"}},
		"written":        {func(p *palette) { p.Grade = 3 }, []string{"/grade oneof"}},
		"rule first":     {func(p *palette) { p.Grade = 6 }, []string{"/grade max"}},
		"narrowed":       {func(p *palette) { p.Narrow = "green" }, []string{"/narrow oneof"}},
		"not widened":    {func(p *palette) { p.Wide = &blue }, []string{"/wide oneof"}},
		"dive":           {func(p *palette) { p.Dived = []color{"red", "xxx", "green"} }, []string{"/dived/1 oneof", "/dived/2 len"}},
		"keys":           {func(p *palette) { p.Keys = map[color]string{"red": "", "pink": ""} }, []string{"/keys/pink oneof"}},
		"after keys":     {func(p *palette) { p.Mapped = map[string]shade{"a": "dark", "bb": "light"} }, []string{"/mapped/a oneof", "/mapped/bb len"}},
		"rules of keys":  {func(p *palette) { p.KeyRules = map[color][]level{"blue": {1, 9}} }, []string{"/key_rules/blue oneof", "/key_rules/blue/1 oneof"}},
		"array":          {func(p *palette) { p.Array = [2]level{1, 3} }, []string{"/array/1 oneof"}},
		"whole":          {func(p *palette) { p.Whole = &blue }, []string{"/whole oneof"}},
		"whole, told":    {func(p *palette) { p.Whole = new(color("purple")) }, []string{"/whole max"}},
		"inside":         {func(p *palette) { p.Part.Color = pink }, []string{"/part/color oneof"}},
		"inside of many": {func(p *palette) { p.Parts = []part{{"red"}, {pink}} }, []string{"/parts/1/color oneof"}},
		"left out":       {func(p *palette) { p.Skipped = pink }, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := validation.Compile(ours(), reflect.TypeFor[palette]())
			require.NoError(t, err)
			value := palette{Color: "red", Array: [2]level{1}, Wide: new(color("red"))}
			test.change(&value)
			require.Equal(t, test.want, found(plan.CheckValue(t.Context(), reflect.ValueOf(value))))
		})
	}
}

func TestAnEnumerationSaysWhatItLists(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	require.ErrorContains(t, v.Validate(t.Context(), struct{ F shade }{"dark"}), "/F: must be one of light, very dark")
	require.ErrorContains(t, v.Validate(t.Context(), struct{ F level }{3}), "/F: must be one of 1, 2")
	require.ErrorContains(t, v.Validate(t.Context(), struct{ F grade }{3}), "/F: must be one of G1, G2")
}

func TestOneofThatWidensAnEnumerationIsAWarning(t *testing.T) {
	t.Parallel()
	plan, err := validation.Compile(ours(), reflect.TypeFor[palette]())
	require.NoError(t, err)
	require.Len(t, plan.Warnings(), 1)
	require.EqualError(t, plan.Warnings()[0], `validation: validation_test.palette.Wide: tag "oneof=red blue": blue is no value of validation_test.color; list it in Values, or take it out`)
}

func TestOtherTypesAreNoEnumerations(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[string](), reflect.TypeFor[status](), reflect.TypeFor[odd](), reflect.TypeFor[part](), reflect.TypeFor[any]()} {
		require.Nil(t, validation.EnumValues(typ), typ)
	}
	require.Len(t, validation.EnumValues(reflect.TypeFor[grade]()), 2)
}

type odd string

func (odd) Values(int) []odd { return nil }

func TestEnumerationsInAListThatNoStructHolds(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	for name, test := range map[string]struct {
		value any
		want  string
	}{
		"slice":            {[]color{"red", "pink"}, "/1: must be one of red, green"},
		"by pointer":       {&[]*color{new(color("pink"))}, "/0: must be one of red, green"},
		"list of lists":    {[][]level{{1}, {1, 3}}, "/1/1: must be one of 1, 2"},
		"array":            {[1]shade{"dark"}, "/0: must be one of light, very dark"},
		"values and keys":  {map[color]shade{"red": "dark"}, "/red: must be one of light, very dark"},
		"keys":             {map[color]int{"pink": 1}, "/pink: must be one of red, green"},
		"keys of structs":  {map[color]part{"pink": {"red"}}, "/pink: must be one of red, green"},
		"structs":          {map[color]part{"red": {"pink"}}, "/red/color: must be one of red, green"},
		"listed":           {[]color{"red", ""}, ""},
		"no enumeration":   {[]string{"pink"}, ""},
		"nothing":          {nil, ""},
		"nothing, by type": {(*[]color)(nil), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := v.Validate(t.Context(), test.value)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
}
