package validation_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/go-playground/validator/v10"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

var aliases = map[string]string{"short": "max=3", "code": "len=2,uppercase", "either": "len=1|len=5"}

// isEven is a custom rule that takes any value.
func isEven(v reflect.Value) bool { return len(fmt.Sprint(v))%2 == 0 }

func ours() *validation.Validator {
	v := validation.New(validation.Config{Aliases: aliases})
	v.Rule("even", func(_ context.Context, f validation.Field) bool { return isEven(f.Value()) }, "must be even", validation.Schema{})
	v.Rule("custom", func(_ context.Context, f validation.Field) bool { return f.Value().IsValid() && !f.Value().IsZero() }, "must be", validation.Schema{})
	return v
}

func oracle() *validator.Validate {
	engine := validator.New(validator.WithRequiredStructEnabled())
	for name, rules := range aliases {
		engine.RegisterAlias(name, rules)
	}
	_ = engine.RegisterValidation("even", func(l validator.FieldLevel) bool { return isEven(l.Field()) })
	_ = engine.RegisterValidation("custom", func(l validator.FieldLevel) bool { return l.Field().IsValid() && !l.Field().IsZero() })
	return engine
}

// found lists faults as "pointer rule", sorted: validator walks maps in no order.
func found(fields []errs.Field) []string {
	list := []string{}
	for _, f := range fields {
		list = append(list, f.Pointer+" "+f.Code)
	}
	slices.Sort(list)
	return list
}

// expected lists the faults of validator in the same form.
func expected(err error) []string {
	list := []string{}
	if broken, ok := errors.AsType[validator.ValidationErrors](err); ok {
		for _, b := range broken {
			pointer := "/" + strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(b.StructNamespace())
			list = append(list, pointer+" "+b.Tag())
		}
	}
	slices.Sort(list)
	return list
}

// guarded runs a check and says how it panicked, if it did.
func guarded(check func() []string) (list []string, panicked any) {
	defer func() { panicked = recover() }()
	return check(), nil
}

// differential draws a type and a value and compares what both find.
func differential(t *rapid.T) {
	typ := structOf(t, 3)
	v := ours()
	plan, err := validation.Compile(v, typ)
	if err != nil {
		t.Skip("the tags are faulty: ", err)
	}
	value := reflect.New(typ)
	fill(t, value.Elem(), 3)

	got, gotPanic := guarded(func() []string { return found(plan.Check(value.UnsafePointer())) })
	want, wantPanic := guarded(func() []string { return expected(oracle().Struct(value.Interface())) })
	if (gotPanic == nil) != (wantPanic == nil) || !slices.Equal(got, want) {
		t.Fatalf("%v\n%+v\nplan:      %v %v\nvalidator: %v %v", typ, value.Elem(), got, gotPanic, want, wantPanic)
	}
}

func TestPlansFindWhatValidatorFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, differential)
}

func FuzzDifferential(f *testing.F) { f.Fuzz(rapid.MakeFuzz(differential)) }

// moreTextTags are compiled rules for strings that the generated types leave out.
var moreTextTags = []string{
	"uuid3", "uuid5", "uuid3_rfc4122", "uuid4_rfc4122", "uuid5_rfc4122", "mongodb", "md4", "md5", "sha256", "sha384", "sha512",
	"ripemd128", "ripemd160", "tiger128", "tiger160", "tiger192", "hostname_label", "containsany=0x7C", "containsrune=", "min=3", "max=3", "len=3", "lt=3", "gt=3",
}

// textCheck is one rule of a string, compiled and for validator.
type textCheck struct {
	tag  string
	plan *validation.Plan
}

func textChecks(t testing.TB) []textCheck {
	v := validation.New(validation.Config{Aliases: aliases})
	var checks []textCheck
	for _, tag := range append(append([]string{}, textTags...), moreTextTags...) {
		if strings.Contains(tag, "field") || strings.Contains(tag, "even") {
			continue
		}
		typ := reflect.StructOf([]reflect.StructField{{
			Name: "F", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(fmt.Sprintf("validate:%q", tag)),
		}})
		plan, err := validation.Compile(v, typ)
		require.NoError(t, err)
		checks = append(checks, textCheck{tag, plan})
	}
	return checks
}

// FuzzText compares every compiled rule for strings with validator.
func FuzzText(f *testing.F) {
	for _, s := range textValues {
		f.Add(s)
	}
	engine, checks := oracle(), textChecks(f)
	f.Fuzz(func(t *testing.T, s string) { compareText(t, engine, checks, s) })
}

func compareText(t require.TestingT, engine *validator.Validate, checks []textCheck, s string) {
	for _, c := range checks {
		got := len(c.plan.Check(unsafe.Pointer(&s))) == 0
		want := engine.Var(s, c.tag) == nil
		require.Equal(t, want, got, "%s of %q", c.tag, s)
	}
}

func TestTextRulesAgreeOnMutatedSamples(t *testing.T) {
	t.Parallel()
	engine, checks := oracle(), textChecks(t)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(textValues).Draw(t, "sample")
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			at := rapid.IntRange(0, len(s)).Draw(t, "at")
			to := rapid.IntRange(at, min(at+2, len(s))).Draw(t, "to")
			s = s[:at] + rapid.SampledFrom([]string{"", "-", ".", "0", "9", "a", "F", "Z", "@", "/", ":", "=", "%", "#", "\n", "ü", "\xff", "..", "+"}).Draw(t, "edit") + s[to:]
		}
		compareText(t, engine, checks, s)
	})
}

func TestCodesAreThoseOfValidator(t *testing.T) {
	t.Parallel()
	engine := oracle()
	var pairs struct {
		Country  string `validate:"iso3166_1_alpha2"`
		Currency string `validate:"iso4217"`
	}
	plan, err := validation.Compile(ours(), reflect.TypeOf(pairs))
	require.NoError(t, err)
	for i := range 26 * 26 * 26 {
		pairs.Country = string([]byte{byte('A' + i/26%26), byte('A' + i%26)})
		pairs.Currency = string([]byte{byte('A' + i/26/26)}) + pairs.Country
		require.Equal(t, expected(engine.Struct(&pairs)), found(plan.Check(unsafe.Pointer(&pairs))))
	}
}
