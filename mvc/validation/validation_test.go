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

type booking struct {
	Starts time.Time `json:"starts" validate:"required"`
	Ends   time.Time `json:"ends"`
	Room   *room     `json:"room" validate:"required_with=Guests"`
	Guests int       `json:"guests"`
	Extras any       `json:"extras" validate:"omitempty"`
	Parts  []booking `json:"parts" validate:"dive"`
}

type room struct {
	Beds, Guests int
}

func TestStructRules(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{})
	validation.StructRule(v, func(_ context.Context, b *booking, report validation.Report) {
		if b.Ends.Before(b.Starts) {
			report("Ends", "before_start", "must not be before the start")
		}
	})
	validation.StructRule(v, func(ctx context.Context, b *booking, report validation.Report) {
		if b.Guests < 0 {
			report("", "no_guests", "must have guests")
		}
	})
	validation.StructRule(v, func(_ context.Context, r *room, report validation.Report) {
		if r.Guests > r.Beds {
			report("Guests", "too_many", "must not be more than the beds")
		}
	})
	day := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	require.Nil(t, faultsOf(t, v, booking{Starts: day, Ends: day, Extras: &room{}}))
	got := faultsOf(t, v, &booking{
		Starts: day, Room: &room{Guests: 1}, Guests: 1, Extras: map[string]room{},
		Parts: []booking{{Starts: day, Ends: day, Guests: -1}},
	})
	require.Equal(t, []errs.Field{
		{Pointer: "/room/Guests", Code: "too_many", Message: "must not be more than the beds"},
		{Pointer: "/parts/0/room", Code: "required_with", Message: "is required together with guests"},
		{Pointer: "/parts/0", Code: "no_guests", Message: "must have guests"},
		{Pointer: "/ends", Code: "before_start", Message: "must not be before the start"},
	}, got)
	require.Equal(t, []errs.Field{{Pointer: "/a/Guests", Code: "too_many", Message: "must not be more than the beds"}},
		faultsOf(t, v, map[string]room{"a": {Guests: 2}}))
}

type account struct {
	IBAN     string   `json:"iban" validate:"iban=DE"`
	Others   []string `json:"others" validate:"dive,iban"`
	Owner    base     `json:"owner" validate:"known"`
	Nickname string   `json:"nickname" validate:"phone"`
}

type tenant struct{}

func TestCustomRulesMessagesAndAliases(t *testing.T) {
	t.Parallel()
	v := validation.New(validation.Config{
		Aliases: map[string]string{"phone": "required,min=10"},
		Message: func(_ context.Context, f validation.Fault) string {
			if f.Rule.Name == "known" {
				return "unknown owner at " + f.Pointer + ", " + f.Type.Name() + " " + f.Message
			}
			return ""
		},
	})
	v.Rule("iban", func(ctx context.Context, f validation.Field) bool {
		owner := f.Parent().FieldByName("Owner").Interface().(base)
		return strings.HasPrefix(f.String(), f.Param()) && f.Value().Len() > 1 && owner.ID != "stranger" && ctx.Value(tenant{}) != "closed"
	}, "must be an IBAN", validation.Schema{Format: "iban", Pattern: "^[A-Z]{2}"})
	v.Rule("known", func(_ context.Context, f validation.Field) bool { return f.Value().Field(0).String() != "nobody" }, "must be known", validation.Schema{})

	good := account{IBAN: "DE02", Others: []string{"FR02"}, Owner: base{ID: "1"}, Nickname: "0123456789"}
	require.Nil(t, faultsOf(t, v, good))
	require.Equal(t, []errs.Field{
		{Pointer: "/iban", Code: "iban", Message: "must be an IBAN"},
		{Pointer: "/others/1", Code: "iban", Message: "must be an IBAN"},
		{Pointer: "/owner", Code: "known", Message: "unknown owner at /owner, base must be known"},
		{Pointer: "/nickname", Code: "phone", Message: "must have at least 10 characters"},
	}, faultsOf(t, v, account{IBAN: "FR02", Others: []string{"XX", ""}, Owner: base{ID: "nobody"}, Nickname: "x"}))
	require.Error(t, v.Validate(context.WithValue(context.Background(), tenant{}, "closed"), good))

	field, _ := reflect.TypeFor[account]().FieldByName("Others")
	rules, err := v.Rules(field)
	require.NoError(t, err)
	require.Equal(t, "iban", rules[0].Elem[0].Schema.Format)
	field, _ = reflect.TypeFor[account]().FieldByName("Nickname")
	rules, err = v.Rules(field)
	require.NoError(t, err)
	require.Equal(t, []string{"required", "min"}, []string{rules[0].Name, rules[1].Name})
	require.Equal(t, "phone", rules[1].Code())
}

type tree struct {
	Name     string  `json:"name" validate:"required"`
	Children []*tree `json:"children" validate:"dive"`
	Next     *tree   `json:"next"`
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
