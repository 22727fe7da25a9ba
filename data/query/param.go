package query

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParamTest is a test that a URL may ask for, as it is written there.
type ParamTest string

// The tests. [ParamEq] is the one that is meant when none is named.
const (
	ParamEq       ParamTest = "eq" // of several values: one of them
	ParamNe       ParamTest = "ne" // of several values: none of them
	ParamLt       ParamTest = "lt"
	ParamLe       ParamTest = "le"
	ParamGt       ParamTest = "gt"
	ParamGe       ParamTest = "ge"
	ParamNull     ParamTest = "null" // the value is true or false
	ParamContains ParamTest = "contains"
	ParamPrefix   ParamTest = "prefix"
	ParamSuffix   ParamTest = "suffix"
	ParamSearch   ParamTest = "search" // contains, whatever the case of A to Z
)

var textTests = map[ParamTest]TextOperator{ParamContains: Contains, ParamPrefix: HasPrefix, ParamSuffix: HasSuffix, ParamSearch: Contains}

var comparisons = map[ParamTest]Operator{ParamLt: Less, ParamLe: LessOrEqual, ParamGt: Greater, ParamGe: GreaterOrEqual}

// Param is a field that a [Parser] lets a URL filter or sort by.
type Param struct {
	name  string
	path  Path
	tests []ParamTest
	typ   reflect.Type
}

// Param opens the field to URLs under the name, for the tests given. Without any, these
// are eq and ne, and lt, le, gt and ge where the values are numbers or times. The tests
// of text cost a look at every document, so they are open only where they are named.
//
// A value is read as T: a string, boolean, number, [time.Time] (RFC 3339, or a date for
// its first moment in UTC), [time.Duration], or a type that reads itself from text. Where
// T has a method Values() []T, only those are accepted.
func (f Field[T]) Param(name string, tests ...ParamTest) Param {
	p := Param{name: name, path: Path(f), tests: slices.Clone(tests), typ: reflect.TypeFor[T]()}
	if p.typ.Kind() == reflect.Pointer {
		p.typ = p.typ.Elem()
	}
	if len(tests) == 0 {
		p.tests = []ParamTest{ParamEq, ParamNe}
		if isOrdered(p.typ) {
			p.tests = append(p.tests, ParamLt, ParamLe, ParamGt, ParamGe)
		}
	}
	return p
}

// Param is [Field.Param].
func (t Text) Param(name string, tests ...ParamTest) Param { return t.field().Param(name, tests...) }

func isOrdered(t reflect.Type) bool {
	return t == timeType || t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	selfReading  = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// check returns what a programmer got wrong.
func (p Param) check() error {
	switch {
	case p.name == "" || strings.ContainsAny(p.name, "[],-&=+ \t"):
		return fmt.Errorf("the parameter name %q is empty or has one of \"[],-&=+\" in it; use a plain word", p.name)
	case !p.readable():
		return fmt.Errorf("the parameter %q is of type %s, which cannot be read from a URL; give the type an UnmarshalText method", p.name, p.typ)
	}
	for _, test := range p.tests {
		_, isText := textTests[test]
		_, isComparison := comparisons[test]
		if !isText && !isComparison && test != ParamEq && test != ParamNe && test != ParamNull {
			return fmt.Errorf("the parameter %q has the unknown test %q", p.name, test)
		}
	}
	return p.path.Check()
}

func (p Param) readable() bool {
	kind := p.typ.Kind()
	return reflect.PointerTo(p.typ).Implements(selfReading) || kind == reflect.String || kind == reflect.Bool ||
		kind >= reflect.Int && kind <= reflect.Float64 && kind != reflect.Uintptr
}

// condition returns what the texts of one test ask for, or what is wrong with them.
func (p Param) condition(test ParamTest, texts []string) (Condition, *paramFault) {
	if test != ParamEq && test != ParamNe && len(texts) > 1 {
		return nil, &paramFault{"duplicate", "must be given once"}
	}
	if op, ok := textTests[test]; ok {
		return textTest(p.path, op, texts[0], test == ParamSearch), nil
	}
	if test == ParamNull {
		return p.null(texts[0])
	}
	values := make([]any, len(texts))
	for i, text := range texts {
		v, fault := p.read(text)
		if fault != nil {
			return nil, fault
		}
		values[i] = v
	}
	if op, ok := comparisons[test]; ok {
		return compare(p.path, op, values[0]), nil
	}
	c := compare(p.path, Equal, values[0])
	if len(values) > 1 {
		c = within(p.path, values)
	}
	if test == ParamNe {
		return Not(c), nil
	}
	return c, nil
}

func (p Param) null(text string) (Condition, *paramFault) {
	switch text {
	case "true":
		return nullTest(p.path), nil
	case "false":
		return Not(nullTest(p.path)), nil
	}
	return nil, &paramFault{"type", "must be true or false"}
}

// read returns the text as a value of the type.
func (p Param) read(text string) (any, *paramFault) {
	target := reflect.New(p.typ)
	if expected := p.set(target, text); expected != "" {
		return nil, &paramFault{"type", "must be " + expected}
	}
	v := target.Elem()
	if _, err := ValueOf(v.Interface()); err != nil {
		return nil, &paramFault{"type", "must be a value that documents can hold"}
	}
	if allowed := valuesOf(v); allowed.IsValid() && !containsValue(allowed, v) {
		return nil, &paramFault{"oneof", "must be one of " + joinValues(allowed)}
	}
	return v.Interface(), nil
}

// set reads the text into what target points at, and returns what was expected instead
// where it cannot.
func (p Param) set(target reflect.Value, text string) (expected string) {
	v, kind := target.Elem(), p.typ.Kind()
	switch {
	case p.typ == timeType:
		return setTime(v, text)
	case p.typ == durationType:
		d, err := time.ParseDuration(text)
		v.SetInt(int64(d))
		return unless(err, "a duration such as 90m")
	case reflect.PointerTo(p.typ).Implements(selfReading):
		return unless(target.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)), "a "+strings.ToLower(p.typ.Name()))
	case kind == reflect.String:
		v.SetString(text)
	case kind == reflect.Bool:
		v.SetBool(text == "true")
		if text != "true" && text != "false" {
			return "true or false"
		}
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, p.typ.Bits())
		v.SetInt(n)
		return unless(err, fmt.Sprintf("a whole number of at most %d bits", p.typ.Bits()))
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, p.typ.Bits())
		v.SetUint(n)
		return unless(err, fmt.Sprintf("a whole number that is not negative of at most %d bits", p.typ.Bits()))
	default:
		f, err := strconv.ParseFloat(text, p.typ.Bits())
		v.SetFloat(f)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return "a number"
		}
	}
	return ""
}

func setTime(v reflect.Value, text string) (expected string) {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t, err = time.Parse(time.DateOnly, text)
	}
	v.Set(reflect.ValueOf(t))
	return unless(err, "a time such as 2026-03-01T18:00:00Z, or a date")
}

func unless(err error, expected string) string {
	if err == nil {
		return ""
	}
	return expected
}

// valuesOf returns what the type of v lists as its values, if it does.
func valuesOf(v reflect.Value) reflect.Value {
	method := v.MethodByName("Values")
	if !method.IsValid() || method.Type().NumIn() != 0 || method.Type().NumOut() != 1 ||
		method.Type().Out(0) != reflect.SliceOf(v.Type()) {
		return reflect.Value{}
	}
	return method.Call(nil)[0]
}

func containsValue(allowed, v reflect.Value) bool {
	for i := range allowed.Len() {
		if v.Comparable() && allowed.Index(i).Equal(v) {
			return true
		}
	}
	return false
}

func joinValues(allowed reflect.Value) string {
	names := make([]string, allowed.Len())
	for i := range names {
		names[i] = fmt.Sprint(allowed.Index(i).Interface())
	}
	return strings.Join(names, ", ")
}
