package validation

import (
	"fmt"
	"maps"
	"reflect"
	"strings"
	"time"
)

// builtin is a rule that validator brings along.
type builtin struct {
	// says is the sentence for a value that breaks the rule; %s is the param.
	says string
	// fits are the types the rule can be checked on; for others validator panics, or
	// silently refuses every value.
	fits fit
	// build compiles the rule, nil when validator checks every value.
	build builder
	// presence compiles required and its opposite from what having a value means.
	presence func(has test) test
	// partly: only a yes of the compiled test is final, at a no validator decides.
	partly bool
	// onNil: validator runs the rule for nil pointers too.
	onNil bool
	// siblings says how the param names other fields of the struct.
	siblings siblings
	// needsParam: the rule means nothing without a param.
	needsParam bool
	// method: the rule calls a method of the value.
	method bool
}

// builder compiles a rule for values of type t. A nil test without an error
// leaves values of the type to validator.
type builder func(t reflect.Type, param string) (test, error)

// siblings is how a param names other fields.
type siblings uint8

const (
	noSiblings   siblings = iota
	oneSibling            // eqfield=Other
	listSiblings          // required_with=A B
	pairSiblings          // required_if=A 1 B 2
)

// builtins returns every rule of validator by its name.
func builtins() map[string]builtin {
	all := map[string]builtin{}
	for _, group := range []map[string]builtin{
		presenceRules(), sizeRules(), choiceRules(), textRules(), characterRules(), numberTextRules(),
		identifierRules(), networkRules(), encodingRules(), conditionRules(), siblingRules(), delegatedRules(),
	} {
		maps.Copy(all, group)
	}
	return all
}

// fit is a set of types.
type fit uint16

const (
	fitText fit = 1 << iota
	fitInteger
	fitFloat
	fitBool
	fitList
	fitTime
	fitBytes    // []byte
	fitStringer // a type with a String method
	fitUintptr
	fitAny

	fitNumber = fitInteger | fitFloat | fitUintptr
)

// has reports whether t, pointers taken off, is in the set.
func (f fit) has(t reflect.Type) bool {
	switch k := t.Kind(); {
	case f&fitAny != 0:
		return true
	case k == reflect.String:
		return f&fitText != 0
	case k >= reflect.Int && k <= reflect.Uint64:
		return f&fitInteger != 0 || f.stringer(t)
	case k == reflect.Uintptr:
		return f&fitUintptr != 0
	case k == reflect.Float32 || k == reflect.Float64:
		return f&fitFloat != 0 || f.stringer(t)
	case k == reflect.Bool:
		return f&fitBool != 0 || f.stringer(t)
	case isTime(t) && f&fitTime != 0:
		return true
	case isList(t) && f&fitList != 0:
		return true
	case f&fitBytes != 0:
		return k == reflect.Slice && t.ConvertibleTo(reflect.TypeFor[[]byte]())
	}
	return f.stringer(t)
}

func (f fit) stringer(t reflect.Type) bool {
	return f&fitStringer != 0 && t.Implements(reflect.TypeFor[fmt.Stringer]())
}

// String lists the set in words.
func (f fit) String() string {
	if f&fitAny != 0 {
		return "any type"
	}
	var words []string
	for _, w := range []struct {
		fit  fit
		word string
	}{
		{fitText, "strings"},
		{fitInteger, "integers"},
		{fitFloat, "floats"},
		{fitBool, "booleans"},
		{fitList, "slices, arrays, maps"},
		{fitTime, "times"},
		{fitBytes, "bytes"},
		{fitStringer, "types with a String method"},
	} {
		if f&w.fit != 0 {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, ", ")
}

func isText(t reflect.Type) bool { return t.Kind() == reflect.String }

func isList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map
}

// isTime reports whether validator takes the struct for a time.
func isTime(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.ConvertibleTo(reflect.TypeFor[time.Time]())
}

// text is a rule for strings.
func text(says string, match func(s string) bool) builtin {
	return builtin{says: says, fits: fitText, build: onText(match)}
}

// onText builds a rule that needs no param and leaves what is no string to validator.
func onText(match func(s string) bool) builder {
	return func(t reflect.Type, _ string) (test, error) {
		if !isText(t) {
			return nil, nil
		}
		return func(p pointer) bool { return match(load[string](p)) }, nil
	}
}

// textParam is a rule for strings that compares with its param.
func textParam(says string, match func(s, param string) bool) builtin {
	return builtin{says: says, fits: fitText, needsParam: true, build: func(_ reflect.Type, param string) (test, error) {
		return func(p pointer) bool { return match(load[string](p), param) }, nil
	}}
}

// textNot is textParam turned around.
func textNot(says string, match func(s, param string) bool) builtin {
	return textParam(says, func(s, param string) bool { return !match(s, param) })
}
