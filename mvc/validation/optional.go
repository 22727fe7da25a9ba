package validation

import "reflect"

// optionalType is a wrapper that tells a value from none, as merge patches need
// it. OptionalType is called on the zero value.
type optionalType interface{ OptionalType() reflect.Type }

// optionalValue is what such a wrapper holds, and whether it holds anything.
type optionalValue interface{ OptionalValue() (value any, ok bool) }

// optionalOf returns the type that the wrapper t holds, nil when t is none.
func optionalOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Interface || !t.Implements(reflect.TypeFor[optionalType]()) || !t.Implements(reflect.TypeFor[optionalValue]()) {
		return nil
	}
	zero, _ := reflect.TypeAssert[optionalType](reflect.Zero(t))
	return zero.OptionalType()
}

// optional compiles the rules of a wrapped value. What is absent or null passes,
// except for required and its like.
func (c *compiler) optional(at site, rules []Rule, wrapper target) *valuePlan {
	held := optionalOf(wrapper.typ)
	on := targetOf(held)
	on.optional = true
	value := c.target(at, rules, &on)
	if on.whole {
		c.fault(at, "validator, which some of the rules need, cannot look into "+wrapper.typ.String(), "make it a pointer, or take those rules out")
		return nil
	}
	plan := &valuePlan{derefs: wrapper.derefs}
	below := &optionalPlan{wrapper: wrapper.typ, held: held, absent: c.absent(at, rules, on.typ), value: value}
	for i := range below.absent {
		if s := &below.absent[i]; wrapper.derefs > 0 && s.engine == nil {
			plan.onNil = s.broken
		}
	}
	if value != nil || len(below.absent) > 0 {
		plan.below = below
	}
	return plan
}

// absent compiles the rules that refuse a value that is not there.
func (c *compiler) absent(at site, rules []Rule, t reflect.Type) (steps []step) {
	for _, r := range rules {
		s := step{never, &undecided{broken: &violation{rule: r, typ: t, message: c.v.sentence(r, t, at.owner)}}}
		switch {
		case r.Name == ruleOmitEmpty || r.Name == ruleOmitNil || r.Name == ruleOmitZero:
			return steps
		case r.Name == "required":
			return append(steps, s)
		case c.v.runsOnNil(r):
			s.engine = c.delegate(at, r, c.v.known[r.Name], &target{typ: t, optional: true})
			steps = append(steps, s)
		}
	}
	return steps
}

// optionalPlan checks what a wrapper holds.
type optionalPlan struct {
	wrapper, held reflect.Type
	absent        []step
	value         *valuePlan
}

var _ checker = (*optionalPlan)(nil)

func (o *optionalPlan) check(r *run, p pointer) {
	wrapper, _ := reflect.TypeAssert[optionalValue](reflect.NewAt(o.wrapper, p)) // its methods are those of the pointer too
	value, ok := wrapper.OptionalValue()
	if ok && value != nil && o.value != nil {
		held := reflect.New(o.held)
		held.Elem().Set(reflect.ValueOf(value))
		o.value.check(r, held.UnsafePointer())
	}
	for i := range o.absent {
		if s := &o.absent[i]; !ok && !s.decide(r, nil) {
			r.report(s.broken, r.here())
			return
		}
	}
}
