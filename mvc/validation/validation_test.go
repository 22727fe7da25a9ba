package validation_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// faultsOf validates and returns the fields of the error.
func faultsOf(t *testing.T, v *validation.Validator, value any) []errs.Field {
	t.Helper()
	err := v.Validate(context.Background(), value)
	if err == nil {
		return nil
	}
	var e *errs.Error
	require.ErrorAs(t, err, &e)
	require.ErrorIs(t, err, errs.KindUnprocessable)
	require.Equal(t, "validation_failed", e.Code)
	return e.Fields
}

type key struct{ part string }

func (k key) MarshalText() ([]byte, error) {
	if k.part == "bad" {
		return nil, errors.New("no text")
	}
	return []byte("k/" + k.part), nil
}

type base struct {
	ID string `json:"id" validate:"required"`
}

type search struct {
	ID      string `path:"id"           validate:"len=3"`
	Page    int    `query:"page"        validate:"min=1"`
	Match   string `header:"If-Match"   validate:"required"`
	Session string `cookie:"sid"        validate:"required"`
	Comment string `form:"note,omitempty" validate:"required"`
	Upload  string `file:"photo"        validate:"required"`
	Filter  struct {
		Size string `validate:"required"`
	} `query:"filter"`
	*base
	Renamed base             `json:"renamed"`
	Inline  base             `json:",inline"`
	Hidden  string           `json:"-"            validate:"required"`
	Plain   string           `validate:"required"`
	Slash   string           `json:"a/b~c"        validate:"required"`
	Prices  map[string]int   `json:"prices"       validate:"dive,min=1"`
	Keyed   map[key]int      `json:"keyed"        validate:"dive,min=1"`
	Named   map[string]base  `json:"named"        validate:"dive,keys,max=3,endkeys"`
	Grid    [2][]base        `json:"grid"         validate:"dive,dive"`
	secret  string           `validate:"required"`
	Skipped base             `validate:"-"`
	Lines   []*base          `json:"lines"        validate:"dive,required"`
	Numbers map[int][]string `json:"numbers"      validate:"dive,dive,required"`
}

func TestFaultsAreNamedAsClientsNameFields(t *testing.T) {
	t.Parallel()
	in := search{
		base: &base{}, secret: "", Prices: map[string]int{"x/y": 0, "a": 0, "ok": 1}, Keyed: map[key]int{{"1"}: 0, {"bad"}: 0},
		Named: map[string]base{"long": {}}, Grid: [2][]base{nil, {{ID: "1"}, {}}}, Lines: []*base{{ID: "1"}, nil, {}},
		Numbers: map[int][]string{7: {"", "x"}},
	}
	var got []string
	for _, f := range faultsOf(t, validation.New(validation.Config{}), &in) {
		got = append(got, strings.TrimSpace(f.In+" "+f.Pointer+" "+f.Code))
	}
	require.Equal(t, []string{
		"path /id len", "query /page min", "header /If-Match required", "cookie /sid required",
		"form /note required", "form /photo required", "query /filter/Size required",
		"/id required", "/renamed/id required", "/id required", "/Hidden required", "/Plain required", "/a~1b~0c required",
		"/prices/a min", "/prices/x~1y min", "/keyed/k~11 min", "/keyed/{bad} min", "/named/long max", "/named/long/id required",
		"/grid/1/1/id required", "/lines/1 required", "/lines/2/id required", "/numbers/7/0 required",
	}, got)
}

func TestValidateTakesAnyValue(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	empty := &base{}
	for _, tc := range []struct {
		name  string
		value any
		want  []string
	}{
		{"nil", nil, nil},
		{"nil pointer", (*base)(nil), nil},
		{"number", 42, nil},
		{"bytes", []byte("x"), nil},
		{"time", time.Time{}, nil},
		{"map of numbers", map[string]int{"a": 1}, nil},
		{"struct", base{}, []string{"/id"}},
		{"pointer", empty, []string{"/id"}},
		{"pointer to pointer", &empty, []string{"/id"}},
		{"slice", []base{{ID: "1"}, {}}, []string{"/1/id"}},
		{"slice of pointers", []*base{nil, empty}, []string{"/1/id"}},
		{"slice of any", []any{1, nil, base{}, empty}, []string{"/2/id", "/3/id"}},
		{"array of slices", [1][]base{{{}}}, []string{"/0/0/id"}},
		{"map", map[string]base{"b/": {}, "a": {}}, []string{"/a/id", "/b~1/id"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range faultsOf(t, v, tc.value) {
				got = append(got, f.Pointer)
			}
			require.Equal(t, tc.want, got)
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	require.NoError(t, validation.Check[base](v, nil))
	require.NoError(t, validation.Check(v, &base{ID: "1"}))
	require.ErrorIs(t, validation.Check(v, &base{}), errs.KindUnprocessable)

	plan, err := validation.Compile(v, reflect.TypeFor[base]())
	require.NoError(t, err)
	require.Nil(t, plan.Check(unsafe.Pointer(&base{ID: "1"})))
	require.Len(t, plan.CheckValue(context.Background(), reflect.ValueOf(base{})), 1)
	require.Len(t, plan.CheckValue(context.Background(), reflect.ValueOf(&base{}).Elem()), 1)
}

type shape interface{ Area() int }

type circle struct {
	Radius int   `json:"radius" validate:"gt=0"`
	Next   shape `json:"next"`
}

func (c circle) Area() int { return c.Radius }

type drawing struct {
	Title  any     `json:"title"  validate:"required"`
	Any    any     `json:"any"`
	Shape  shape   `json:"shape"`
	Shapes []shape `json:"shapes" validate:"dive"`
	Must   []shape `json:"must"   validate:"dive,required"`
}

func TestInterfacesAreCheckedForWhatTheyHold(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	require.Nil(t, faultsOf(t, v, drawing{Title: "x", Any: 3, Shape: circle{Radius: 1}, Shapes: []shape{nil}}))
	got := faultsOf(t, v, drawing{
		Any: &circle{}, Shape: circle{Radius: 1, Next: &circle{}},
		Shapes: []shape{&circle{Radius: 1}, circle{}}, Must: []shape{nil, circle{}},
	})
	var pointers []string
	for _, f := range got {
		pointers = append(pointers, f.Pointer)
	}
	require.Equal(t, []string{"/title", "/any/radius", "/shape/next/radius", "/shapes/1/radius", "/must/0", "/must/1/radius"}, pointers)
	require.Equal(t, "must be greater than 0", got[1].Message)
}

type tree struct {
	Name     string  `json:"name" validate:"required"`
	Children []*tree `json:"children" validate:"dive"`
	Next     *tree   `json:"next"`
}

func TestARuleWithoutASentenceIsNamed(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	never := func(context.Context, validation.Field) bool { return false }
	v.Rule("odd", never, "", validation.Schema{})
	v.Rule("email", never, "must be one of ours", validation.Schema{})
	type form struct {
		Number int    `validate:"odd=3"`
		Email  string `validate:"email"`
	}
	require.Equal(t, []errs.Field{
		{Pointer: "/Number", Code: "odd", Message: "must keep the rule odd=3"},
		{Pointer: "/Email", Code: "email", Message: "must be one of ours"},
	}, faultsOf(t, v, form{Email: "ada@example.com"}))
}

func TestTypesMayHoldThemselves(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	got := faultsOf(t, v, tree{Name: "a", Children: []*tree{{Name: "b"}, {Children: []*tree{{}}}}, Next: &tree{Next: &tree{Name: "c"}}})
	require.Equal(t, []string{"/children/1 required", "/children/1/children/0 required", "/next required"}, []string{
		strings.Replace(got[0].Pointer, "/name", "", 1) + " " + got[0].Code,
		strings.Replace(got[1].Pointer, "/name", "", 1) + " " + got[1].Code,
		strings.Replace(got[2].Pointer, "/name", "", 1) + " " + got[2].Code,
	})
}

func TestPlansAreSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	v := ours()
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for range 200 {
				order, faulty := validOrder(), invalidOrder()
				require.NoError(t, validation.Check(v, &order))
				require.Len(t, faultsOf(t, v, &faulty), 4)
			}
		})
	}
}

func TestAValidValueCostsNoMemory(t *testing.T) {
	order := validOrder()
	plan, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[placeOrder]())
	require.NoError(t, err)
	require.LessOrEqual(t, testing.AllocsPerRun(200, func() { plan.Check(unsafe.Pointer(&order)) }), 2.0)
}
