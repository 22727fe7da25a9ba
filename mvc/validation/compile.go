package validation

import (
	"errors"
	"fmt"
	"reflect"
)

// compiler turns the tags of one type, and of the types it holds, into a plan.
type compiler struct {
	v        *Validator
	structs  map[reflect.Type]*structPlan // also those being compiled, for types that hold themselves
	faults   []error
	warnings []*TagFault
}

// site is the field whose tag is being compiled.
type site struct {
	owner reflect.Type
	field reflect.StructField
}

// fault adds a fault of the tag. The problem comes with its fix.
func (c *compiler) fault(at site, problem, fix string) {
	c.faults = append(c.faults, at.tagFault(problem, fix))
}

func (c *compiler) warn(at site, problem, fix string) {
	c.warnings = append(c.warnings, at.tagFault(problem, fix))
}

func (at site) tagFault(problem, fix string) *TagFault {
	return &TagFault{
		Field: at.owner.String() + "." + at.field.Name, Tag: at.field.Tag.Get(TagName),
		Problem: problem, Fix: fix,
	}
}

// structPlan compiles a struct type once.
func (c *compiler) structPlan(t reflect.Type) *structPlan {
	if plan, ok := c.structs[t]; ok {
		return plan
	}
	plan := &structPlan{}
	c.structs[t] = plan
	for field := range t.Fields() {
		if !field.IsExported() && !field.Anonymous || field.Tag.Get(TagName) == ruleSkip {
			continue
		}
		c.fieldPlan(plan, site{owner: t, field: field})
	}
	if c.v.levels[t] != nil {
		plan.level = &levelDelegate{engine: c.v.engine, typ: t}
	}
	return plan
}

func (c *compiler) fieldPlan(plan *structPlan, at site) {
	rules, err := c.v.Rules(at.field)
	if unreadable, ok := errors.AsType[*tagError](err); ok {
		c.fault(at, unreadable.problem, unreadable.fix)
		return
	}
	value, whole := c.value(at, at.field.Type, rules)
	field := fieldPlan{offset: at.field.Offset, name: nameOf(at.field)}
	switch {
	case whole:
		field.whole = newFieldDelegate(c.v, at.owner, at.field.Name)
		if enums := c.enumPlan(at, at.field.Type); enums != nil {
			field.value = *enums
		}
	case value != nil:
		field.value = *value
	default:
		return
	}
	plan.fields = append(plan.fields, field)
}

// target is the value that rules are compiled for.
type target struct {
	typ      reflect.Type // pointers taken off
	derefs   int
	nullable bool // there are pointers, an Optional or an interface
	optional bool // the last of them is an Optional
	opaque   bool // what is checked is known at run time only
	whole    bool // only validator can tell: it must check the whole field
}

// targetOf follows the pointers of a type.
func targetOf(t reflect.Type) target {
	on := target{typ: t, whole: isValuer(t)}
	for on.typ.Kind() == reflect.Pointer {
		on.typ = on.typ.Elem()
		on.derefs++
		on.whole = on.whole || isValuer(on.typ)
	}
	return on
}

// value compiles the rules of a field or of an element. A nil plan means there is
// nothing to check, whole that validator must check the whole field instead.
func (c *compiler) value(at site, t reflect.Type, rules []Rule) (plan *valuePlan, whole bool) {
	on := targetOf(t)
	if optionalOf(on.typ) != nil {
		return c.optional(at, rules, on), false
	}
	plan = c.target(at, rules, &on)
	return plan, on.whole
}

func (c *compiler) target(at site, rules []Rule, on *target) *valuePlan {
	isInterface := on.typ.Kind() == reflect.Interface
	on.nullable = on.optional || on.derefs > 0 || isInterface
	on.opaque = on.whole || isInterface
	on.whole = on.whole || isInterface && len(rules) > 0
	plan := &valuePlan{derefs: on.derefs}
	if on.derefs > 0 {
		plan.onNil = c.onNil(rules, on.typ)
	}
	c.checkNil(at, rules, on)
	c.rules(at, plan, rules, on)
	if plan.empty() {
		return nil
	}
	return plan
}

// empty reports whether the plan checks nothing.
func (v *valuePlan) empty() bool {
	return v.onNil == nil && len(v.steps) == 0 && v.below == nil
}

// onNil is what a nil pointer breaks: the first rule, unless that one is content
// with nothing.
func (c *compiler) onNil(rules []Rule, t reflect.Type) *violation {
	if len(rules) == 0 {
		return nil
	}
	first := rules[0]
	switch first.Name {
	case ruleOmitEmpty, ruleOmitNil, ruleOmitZero, "isdefault":
		return nil
	case "":
		first = Rule{Name: nilCode(first)}
	}
	return &violation{rule: first, typ: t, message: nothingThere}
}

// nothingThere is the sentence for nil, whichever rule it breaks.
const nothingThere = "is required"

// nilCode is what validator reports alternatives under for nil: the alias they
// all came from, else the second one.
func nilCode(r Rule) string {
	first, second := r.Any[0], r.Any[1]
	switch {
	case r.Alias != "":
		return r.Alias
	case first.Alias != "" && first.Alias == second.Alias:
		return first.Alias
	}
	return second.Code()
}

// checkNil looks at rules that validator runs for nil, and at what it would then
// run for nil after them.
func (c *compiler) checkNil(at site, rules []Rule, on *target) {
	if !on.nullable || on.optional || len(rules) == 0 || !c.v.runsOnNil(rules[0]) {
		return
	}
	on.whole = true
	for _, r := range rules[1:] {
		switch {
		case r.Name == ruleOmitEmpty || r.Name == ruleOmitNil || r.Name == ruleOmitZero:
			return
		case r.Name != "required" && r.Name != "isdefault" && !c.v.runsOnNil(r):
			c.fault(at, fmt.Sprintf("%s lets nil pass to %s, which cannot check it", rules[0].Name, r), "put omitempty between them")
			return
		}
	}
}

// runsOnNil reports whether validator runs the rule for nil.
func (v *Validator) runsOnNil(r Rule) bool {
	_, replaced := v.custom[r.Name]
	return v.known[r.Name].onNil && !replaced
}

// rules compiles the rules in order, and what is below the value after them.
func (c *compiler) rules(at site, plan *valuePlan, rules []Rule, on *target) {
	for i, r := range rules {
		switch r.Name {
		case ruleOmitEmpty, ruleOmitZero, ruleOmitNil:
			plan.steps = append(plan.steps, step{skipTest(r.Name, on), &undecided{skip: true}})
		case ruleDive:
			c.dive(at, plan, r, on)
			return
		case ruleStructOnly, ruleNoStructLevel:
			if r.Name == ruleStructOnly && c.v.levels[on.typ] != nil {
				plan.below = &structPlan{level: &levelDelegate{engine: c.v.engine, typ: on.typ}}
			}
			if i+1 < len(rules) {
				c.warn(at, fmt.Sprintf("%s ends the tag, so %s is never checked", r.Name, rules[i+1]), fmt.Sprintf("put %s last", r.Name))
			}
			return
		default:
			if s, ok := c.step(at, r, on); ok {
				plan.steps = append(plan.steps, s)
			}
		}
	}
	if s, ok := c.enumStep(at, on.typ); ok {
		plan.steps = append(plan.steps, s)
	}
	switch {
	case on.whole && on.opaque:
	case on.opaque:
		plan.below = &valueDelegate{engine: c.v.engine, typ: on.typ}
	case isList(on.typ):
		c.lintList(at, on.typ)
		if each := c.enumEach(at, on.typ); each != nil {
			plan.below = each
		}
	case isPlainStruct(on.typ):
		_, open := c.structs[on.typ]
		if nested := c.structPlan(on.typ); open || len(nested.fields) > 0 || nested.level != nil {
			plan.below = nested
		}
	}
}

// skipTest reports whether there is a value, in the sense of omitempty or its like.
func skipTest(name string, on *target) test {
	switch {
	case on.opaque:
		return never // validator checks the whole field
	case name == ruleOmitZero:
		return hasContent(on.typ)
	case name == ruleOmitNil:
		return hasAny(on.typ)
	}
	return hasAt(on)
}

// dive compiles the elements of a slice, array or map.
func (c *compiler) dive(at site, plan *valuePlan, r Rule, on *target) {
	if on.opaque {
		return
	}
	if !isList(on.typ) {
		c.fault(at, fmt.Sprintf("dive needs a slice, array or map, and the value is %s", on.typ), "take dive out")
		return
	}
	each := &eachPlan{typ: on.typ, size: on.typ.Elem().Size()}
	var whole, wholeKeys bool
	if onlyKeys := r.hasKeys && len(r.Elem) == 0; !onlyKeys || holdsStructs(on.typ) {
		each.elem, whole = c.value(at, on.typ.Elem(), r.Elem)
	} else {
		each.elem = c.enumPlan(at, on.typ.Elem())
	}
	if r.hasKeys && on.typ.Kind() != reflect.Map {
		c.fault(at, fmt.Sprintf("keys needs a map, and the value is %s", on.typ), "take keys … endkeys out")
		return
	}
	if len(r.Keys) > 0 {
		each.keys, wholeKeys = c.value(at, on.typ.Key(), r.Keys)
		if each.keys != nil {
			each.keys.below = nil // validator does not look into keys
		}
	} else if on.typ.Kind() == reflect.Map {
		each.keys = c.enumPlan(at, on.typ.Key())
	}
	on.whole = on.whole || whole || wholeKeys
	if each.elem != nil || each.keys != nil {
		plan.below = each
	}
}

// holdsStructs reports whether the elements are structs or pointers to them.
func holdsStructs(list reflect.Type) bool {
	elem := list.Elem()
	if elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	return elem.Kind() == reflect.Struct
}
