package validation_test

import (
	"context"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type faulty struct {
	Unknown   string            `validate:"required,mni=3"`
	Number    int               `validate:"email"`
	Param     string            `validate:"min=three"`
	Missing   string            `validate:"startswith"`
	Bool      bool              `validate:"eq=maybe"`
	Unsigned  uint              `validate:"min=-1"`
	Float     float64           `validate:"lt=x"`
	Wait      int64             `validate:"max=1.5"`
	Dive      string            `validate:"dive,required"`
	Keys      []string          `validate:"dive,keys,min=1,endkeys"`
	NoEnd     map[string]string `validate:"dive,keys,min=1"`
	NoKeys    map[string]string `validate:"dive,min=1,endkeys"`
	KeysFirst map[string]string `validate:"keys,min=1,endkeys"`
	Stray     string            `validate:"required,,max=3"`
	Word      string            `validate:"omitempty|email"`
	WordParam string            `validate:"omitempty=1"`
	Sibling   string            `validate:"eqfield=Nowhere"`
	Pairs     string            `validate:"required_if=Number"`
	Twice     string            `validate:"required_if=Number 1 Number 2"`
	NilToMin  *string           `validate:"required_without=Number,min=3"`
	Choice    string            `validate:"oneof="`
	ChoiceCI  string            `validate:"oneofci="`
	Unique    [][]int           `validate:"unique"`
	UniqueBy  []nested          `validate:"unique=ID"`
	UniqueOne string            `validate:"unique"`
	Aliased   string            `validate:"self"`
	Either    string            `validate:"email|several"`
	AliasArg  string            `validate:"several=3"`
	EqStruct  nested            `validate:"min=1"`
	Nested    nested
}

type nested struct {
	Deep []string `validate:"dive,urll"`
}

func TestCompileReturnsEveryFaultOfTheTags(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{Aliases: map[string]string{"self": "required,self", "several": "min=1,max=3"}})
	_, err := validation.Compile(v, reflect.TypeFor[faulty]())
	require.Error(t, err)
	golden, readErr := os.ReadFile("testdata/tag_faults.txt")
	require.NoError(t, readErr)
	require.Equal(t, strings.TrimSpace(string(golden)), err.Error())

	var fault *validation.TagFault
	require.ErrorAs(t, err, &fault)
	require.Equal(t, "validation_test.faulty.Unknown", fault.Field)
	require.Equal(t, "required,mni=3", fault.Tag)

	_, again := validation.Compile(v, reflect.TypeFor[faulty]())
	require.Equal(t, err, again)
	require.ErrorContains(t, v.Validate(context.Background(), faulty{}), "the rules of validation_test.faulty are faulty")
	require.ErrorContains(t, v.Validate(context.Background(), []faulty{{}}), "faulty")
	require.ErrorContains(t, validation.Check(v, &faulty{}), "faulty")
}

func TestCompileWantsAStruct(t *testing.T) {
	t.Parallel()
	_, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[[]int]())
	require.EqualError(t, err, "validation: []int is no struct; compile the struct type itself")
}

func TestCompileReturnsFaultsOfRegistrations(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	yes := func(context.Context, validation.Field) bool { return true }
	v.Rule("a|b", yes, "", validation.Schema{})
	v.Rule("", yes, "", validation.Schema{})
	v.Rule("empty", nil, "", validation.Schema{})
	v.Alias("dive", "required")
	validation.StructRule(v, func(context.Context, *int, validation.Report) {})
	_, err := validation.Compile(v, reflect.TypeFor[nestedOK]())
	v.Rule("late", yes, "", validation.Schema{})
	_, later := validation.Compile(v, reflect.TypeFor[struct{}]())

	require.EqualError(t, err, strings.Join([]string{
		`validation: rule "a|b": the name is reserved or holds characters of the tag language; use letters, digits and _`,
		`validation: rule "": function Key cannot be empty`,
		`validation: rule "empty": it has no function to check a value; pass one`,
		`validation: alias "dive": the name is reserved or holds characters of the tag language; use letters, digits and _`,
		`validation: struct rule "int": int is no struct; register a rule for its tag instead`,
	}, "\n"))
	require.ErrorContains(t, later, `validation: rule "late" was registered after the first type was compiled; register it before`)
}

type nestedOK struct{ Name string }

type ruled struct {
	Name string
	Code string `validate:"len=2"`
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	type order struct {
		Gift     bool       `validate:"required"`
		Quantity int        `validate:"required,gte=1"`
		Discount *int       `validate:"required"`
		Sizes    []uint8    `validate:"dive,required"`
		Customer customer   `validate:"structonly,required"`
		Waiter   customer   `validate:"nostructlevel"`
		Lines    []customer `validate:"dive,structonly"`
		Loose    []*ruled   `validate:"max=3"`
		Left     []ruled    `validate:"-"`
	}
	plan, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[order]())
	require.NoError(t, err)
	require.Equal(t, reflect.TypeFor[order](), plan.Type())
	var lines []string
	for _, w := range plan.Warnings() {
		lines = append(lines, w.Error())
	}
	require.Equal(t, []string{
		`validation: validation_test.order.Gift: tag "required": required refuses false; make it a pointer, or take required out`,
		`validation: validation_test.order.Quantity: tag "required,gte=1": required refuses 0; make it a pointer, or say what is meant: ne=0, gt=0`,
		`validation: validation_test.order.Sizes: tag "dive,required": required refuses 0; make it a pointer, or say what is meant: ne=0, gt=0`,
		`validation: validation_test.order.Customer: tag "structonly,required": structonly ends the tag, so required is never checked; put structonly last`,
		`validation: validation_test.order.Loose: tag "max=3": the rules of validation_test.ruled are not checked without dive; write dive, or - to look at none of it`,
	}, lines)
}

type customer struct {
	Name string `json:"name" validate:"required"`
}
