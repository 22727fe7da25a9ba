package validation

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// EnumValues returns what an enumeration lists: a named type of text or numbers
// with a method Values that takes nothing and returns one slice, of the type
// itself or of the strings its values are written as. It is nil for every other
// type.
//
//	func (Status) Values() []Status { return []Status{Pending, Ready} }
//
// Every value of such a type is checked, without a tag: one that is neither listed
// nor zero breaks the rule oneof.
func EnumValues(t reflect.Type) []reflect.Value {
	if k := t.Kind(); k != reflect.String && (k < reflect.Int || k > reflect.Float64) || t.PkgPath() == "" {
		return nil
	}
	// The name is a constant so that the linker keeps Values methods only.
	method := reflect.Zero(t).MethodByName("Values")
	if !method.IsValid() {
		return nil
	}
	if mt := method.Type(); mt.NumIn() != 0 || mt.NumOut() != 1 || mt.Out(0).Kind() != reflect.Slice {
		return nil
	}
	list := method.Call(nil)[0]
	values := make([]reflect.Value, list.Len())
	for i := range values {
		values[i] = list.Index(i)
	}
	return values
}

// enumStep compiles the check of an enumeration; false for every other type. It
// stands after the rules of the tag, which may narrow what is listed.
func (c *compiler) enumStep(at site, t reflect.Type) (step, bool) {
	values := EnumValues(t)
	if len(values) == 0 {
		return step{}, false
	}
	texts := enumTexts(values)
	for i, text := range texts {
		if strings.ContainsAny(text, "\t\n\f\r ") {
			texts[i] = "'" + text + "'"
		}
	}
	rule := Rule{Name: "oneof", Param: strings.Join(texts, " "), hasParam: true}
	broken := &violation{rule: rule, typ: t, message: c.v.sentence(rule, t, at.owner)}
	return step{listed(t, values), &undecided{broken: broken}}, true
}

// lintEnum warns of a rule that lists what the enumeration does not.
func (c *compiler) lintEnum(at site, r Rule, t reflect.Type) {
	listed := enumTexts(EnumValues(t))
	for _, word := range words(r.Param) {
		if len(listed) > 0 && !slices.Contains(listed, word) {
			c.warn(at, fmt.Sprintf("%s is no value of %s", word, t), "list it in Values, or take it out")
		}
	}
}

func enumTexts(values []reflect.Value) []string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = enumText(v)
	}
	return texts
}

// enumText is a value as JSON writes it, without the quotes.
func enumText(v reflect.Value) string {
	raw, err := json.Marshal(v.Interface())
	var text string
	switch {
	case err != nil:
		return fmt.Sprint(v)
	case json.Unmarshal(raw, &text) == nil:
		return text
	}
	return string(raw)
}

// listed reports whether a value is zero or one of those.
func listed(t reflect.Type, values []reflect.Value) test {
	own := values[0].Type() == t
	switch {
	case isText(t) && (own || values[0].Kind() == reflect.String && !writesItself(t)):
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = v.String()
		}
		return func(p pointer) bool {
			s := load[string](p)
			return s == "" || slices.Contains(texts, s)
		}
	case own:
		return func(p pointer) bool {
			v := view(t, p)
			return v.IsZero() || slices.ContainsFunc(values, v.Equal)
		}
	}
	texts := make([][]byte, len(values))
	for i, v := range values {
		texts[i], _ = json.Marshal(v.Interface()) // what cannot be written is no value
	}
	return func(p pointer) bool {
		v := view(t, p)
		if v.IsZero() {
			return true
		}
		text, err := json.Marshal(v.Interface())
		return err == nil && slices.ContainsFunc(texts, func(b []byte) bool { return bytes.Equal(b, text) })
	}
}

func writesItself(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// enumPlan checks the enumerations in a value that no rule leads into: behind
// pointers and in lists, but not in structs, which a list holds unchecked without
// dive. It is nil when there are none.
func (c *compiler) enumPlan(at site, t reflect.Type, within ...reflect.Type) *valuePlan {
	plan := &valuePlan{}
	for ; t.Kind() == reflect.Pointer; plan.derefs++ {
		t = t.Elem()
	}
	if s, ok := c.enumStep(at, t); ok {
		plan.steps = append(plan.steps, s)
	} else if each := c.enumEach(at, t, within...); each != nil {
		plan.below = each
	}
	if plan.empty() {
		return nil
	}
	return plan
}

// enumEach checks the enumerations in a list and in the keys of a map.
func (c *compiler) enumEach(at site, t reflect.Type, within ...reflect.Type) *eachPlan {
	if !isList(t) || slices.Contains(within, t) {
		return nil
	}
	within = append(within, t)
	each := &eachPlan{typ: t, size: t.Elem().Size(), elem: c.enumPlan(at, t.Elem(), within...)}
	if t.Kind() == reflect.Map {
		each.keys = c.enumPlan(at, t.Key(), within...)
	}
	if each.elem == nil && each.keys == nil {
		return nil
	}
	return each
}
