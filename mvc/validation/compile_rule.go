package validation

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// step compiles one rule. It reports false for a rule with a fault.
func (c *compiler) step(at site, r Rule, on *target) (step, bool) {
	broken := &violation{rule: r, typ: on.typ, message: c.v.sentence(r, on.typ, at.owner)}
	s := step{never, &undecided{broken: broken}}
	if len(r.Any) == 0 {
		ok := c.decide(at, &s, r, on)
		return s, ok
	}
	ok := true
	for _, alternative := range r.Any {
		a := step{never, &undecided{}}
		ok = c.decide(at, &a, alternative, on) && ok
		s.any = append(s.any, a)
	}
	return s, ok
}

// decide finds who decides the rule: a compiled test, validator, or both.
func (c *compiler) decide(at site, s *step, r Rule, on *target) bool {
	rule, known := c.v.known[r.Name]
	if _, custom := c.v.custom[r.Name]; custom {
		rule = builtin{}
	} else if !known && !c.v.engineKnows(r.Name) {
		c.fault(at, fmt.Sprintf("the rule %q is unknown", r.Name), c.unknownFix(r.Name))
		return false
	} else if known && !on.opaque && !c.fits(at, r, rule, on) {
		return false
	}
	c.lint(at, r, on)
	if rule.presence != nil && !on.opaque {
		s.test = rule.presence(hasAt(on))
		return true
	}
	if isPlainStruct(on.typ) || on.opaque || rule.onNil && on.nullable && !on.optional {
		// On its own, validator checks the fields of a struct but no rule for it, and
		// takes a value for one that no pointer led to.
		on.whole = true
		return true
	}
	if rule.build != nil {
		test, err := rule.build(on.typ, r.Param)
		if err != nil {
			c.fault(at, fmt.Sprintf("the parameter of %s is wrong: %v", r, err), "correct what follows =")
			return false
		}
		if test != nil {
			s.test = test
		}
		if test != nil && !rule.partly {
			return true
		}
	}
	s.engine = c.delegate(at, r, rule, on)
	return true
}

func (c *compiler) delegate(at site, r Rule, rule builtin, on *target) *ruleDelegate {
	return &ruleDelegate{
		engine:   c.v.engine,
		tag:      r.String(),
		typ:      on.typ,
		parent:   at.owner,
		siblings: rule.siblings != noSiblings,
		pointer:  rule.method || rule.onNil && on.optional,
	}
}

// fits reports whether the rule can be checked on the type with the param.
func (c *compiler) fits(at site, r Rule, rule builtin, on *target) bool {
	switch {
	case !rule.fits.has(on.typ):
		c.fault(at, fmt.Sprintf("%s is for %s, and the value is %s", r.Name, rule.fits, describeType(on.typ)), "take it out, or change the type")
	case rule.needsParam && !r.hasParam:
		c.fault(at, fmt.Sprintf("%s says nothing without a parameter", r.Name), fmt.Sprintf("write %s=…", r.Name))
	case rule.method && !validateFnLinked:
		c.fault(at, "validateFn is left out by the build tag validator_novalidatefn", "build without the tag, or register a rule")
	case r.Name == "unique":
		return c.fitsUnique(at, r, on)
	default:
		return c.fitsSiblings(at, r, rule)
	}
	return false
}

func (c *compiler) fitsUnique(at site, r Rule, on *target) bool {
	if !isList(on.typ) {
		if r.Param == "" {
			c.fault(at, fmt.Sprintf("unique is for lists, and the value is %s", describeType(on.typ)), "take it out, or name the field it must differ from: unique=Other")
			return false
		}
		return c.fitsSiblings(at, r, c.v.known["unique"])
	}
	elem := on.typ.Elem()
	if elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	if r.Param != "" {
		if field, ok := fieldOf(elem, r.Param); ok && field.IsExported() && field.Type.Comparable() {
			return true
		}
		c.fault(at, fmt.Sprintf("%s has no field %s that can be compared", elem, r.Param), "name an exported field of the elements")
		return false
	}
	if !elem.Comparable() {
		c.fault(at, fmt.Sprintf("values of %s cannot be compared", elem), "name the field that must be unique: unique=ID")
		return false
	}
	return true
}

// fitsSiblings reports whether the fields that the param names exist.
func (c *compiler) fitsSiblings(at site, r Rule, rule builtin) bool {
	var names []string
	switch rule.siblings {
	case noSiblings:
		return true
	case oneSibling:
		names = []string{r.Param}
	case listSiblings:
		names = words(r.Param)
	case pairSiblings:
		pairs := words(r.Param)
		for i := 0; i < len(pairs); i += 2 {
			names = append(names, pairs[i])
		}
		if len(pairs)%2 != 0 {
			c.fault(at, fmt.Sprintf("%s needs a value for each field", r), fmt.Sprintf("write %s=Field value", r.Name))
			return false
		}
		if slices.Sort(names); len(slices.Compact(slices.Clone(names))) < len(names) {
			c.fault(at, fmt.Sprintf("%s names a field twice", r), "name each field once")
			return false
		}
	}
	for _, name := range names {
		if first, _, _ := strings.Cut(name, "."); !hasField(at.owner, first) {
			c.fault(at, fmt.Sprintf("%s has no field %q", at.owner, first), "name a field as Go does, not as JSON does")
			return false
		}
	}
	return len(names) > 0
}

func hasField(owner reflect.Type, name string) bool {
	name, _, _ = strings.Cut(name, "[")
	_, ok := fieldOf(owner, name)
	return ok
}

func fieldOf(t reflect.Type, name string) (reflect.StructField, bool) {
	if t.Kind() != reflect.Struct {
		return reflect.StructField{}, false
	}
	return t.FieldByName(name)
}

// lint warns of rules that do more than their readers expect.
func (c *compiler) lint(at site, r Rule, on *target) {
	if r.Name == "oneof" {
		c.lintEnum(at, r, on.typ)
	}
	if r.Name != "required" || on.nullable || on.opaque {
		return
	}
	switch k := on.typ.Kind(); {
	case k == reflect.Bool:
		c.warn(at, "required refuses false", "make it a pointer, or take required out")
	case k >= reflect.Int && k <= reflect.Float64:
		c.warn(at, "required refuses 0", "make it a pointer, or say what is meant: ne=0, gt=0")
	}
}

// lintList warns of structs with rules in a list that is not dived into.
func (c *compiler) lintList(at site, list reflect.Type) {
	elem := targetOf(list.Elem()).typ
	if !isPlainStruct(elem) {
		return
	}
	for field := range elem.Fields() {
		if tag := field.Tag.Get(TagName); tag != "" && tag != ruleSkip {
			c.warn(at, fmt.Sprintf("the rules of %s are not checked without dive", elem), "write dive, or - to look at none of it")
			return
		}
	}
}

// engineKnows asks validator whether it knows a rule. It parses the tag and then
// stops at the nil pointer.
func (v *Validator) engineKnows(name string) (known bool) {
	if isWord(name) {
		return false
	}
	defer func() { known = recover() == nil }()
	return v.engine.VarCtx(context.Background(), (*int)(nil), ruleOmitEmpty+","+name) == nil
}

func (c *compiler) unknownFix(name string) string {
	if isWord(name) {
		return "write it between commas, not as an alternative"
	}
	names := slices.AppendSeq(slices.Collect(maps.Keys(c.v.known)), maps.Keys(c.v.custom))
	names = slices.AppendSeq(names, maps.Keys(c.v.aliases))
	names = append(names, ruleDive, ruleOmitEmpty, ruleOmitNil, ruleOmitZero, ruleStructOnly, ruleNoStructLevel)
	if near, ok := nearest(name, names); ok {
		return fmt.Sprintf("did you mean %q? A rule of your own is registered with Validator.Rule", near)
	}
	return "register it with Validator.Rule, or take it out"
}

// isPlainStruct reports whether validator looks into the fields of the type.
func isPlainStruct(t reflect.Type) bool { return t.Kind() == reflect.Struct && !isTime(t) }

// describeType names the type, and its kind where the name hides it.
func describeType(t reflect.Type) string {
	if t.Name() != "" && t.PkgPath() != "" {
		return fmt.Sprintf("%s (%s)", t, t.Kind())
	}
	return t.String()
}
