package mapping

import "reflect"

// builder adds steps to one plan.
type builder struct {
	*compiler
	plan   *plan
	trail  trail
	prefix string // of the names of fields, where a struct lies within the plan's
}

// trail says where in a mapping the compiler is, for faults.
type trail struct {
	root string // the destination of the declared pair
	path string // "Lines[]"
	at   string // where the pair is declared
}

func (t trail) into(name string) trail {
	if t.path != "" && name[0] != '[' {
		name = "." + name
	}
	t.path += name
	return t
}

// spot is one value within what the plan maps.
type spot struct {
	typ    reflect.Type
	offset uintptr
}

// sub returns a builder of a plan of its own, for values that lie elsewhere.
func (b *builder) sub() *builder {
	return &builder{compiler: b.compiler, plan: b.newPlan(), trail: b.trail}
}

// emit adds a step.
func (b *builder) emit(s step) {
	s.name = b.prefix
	b.plan.steps = append(b.plan.steps, s)
}

// fields maps one struct to another, field by field.
func (b *builder) fields(key pair, dst, src uintptr) {
	rules := b.rules[key]
	if rules == nil {
		rules = &pairRules{src: key.src, dst: key.dst}
	}
	known := make(map[string]bool)
	b.fieldsOf(rules, key.dst, dst, src, known)
	for _, r := range rules.fields {
		if !known[r.name] {
			b.unknownField(rules, r)
		}
	}
}

// fieldsOf maps to the fields of a struct that is the destination, or is embedded
// in it.
func (b *builder) fieldsOf(rules *pairRules, t reflect.Type, dst, src uintptr, known map[string]bool) {
	for f := range t.Fields() {
		target := spot{f.Type, dst + f.Offset}
		if f.Anonymous && structOf(f.Type).Kind() == reflect.Struct && b.flattens(rules, f) {
			b.embedded(rules, target, src, known)
			continue
		}
		if f.IsExported() {
			known[f.Name] = true
			b.within(f.Name).field(rules, f.Name, target, src)
		}
	}
}

// flattens reports whether the fields of an embedded struct are mapped one by
// one, since the source has nothing of its name.
func (b *builder) flattens(rules *pairRules, f reflect.StructField) bool {
	if !f.IsExported() {
		return true
	}
	for _, r := range rules.fields {
		if r.name == f.Name {
			return false
		}
	}
	_, missing := resolve(rules.src, f.Name)
	return missing != ""
}

// embedded maps to the fields of an embedded struct. One that is embedded by
// pointer is made.
func (b *builder) embedded(rules *pairRules, target spot, src uintptr, known map[string]bool) {
	if target.typ.Kind() == reflect.Struct {
		b.fieldsOf(rules, target.typ, target.offset, src, known)
		return
	}
	sub := b.sub()
	sub.fieldsOf(rules, target.typ.Elem(), 0, 0, known)
	if len(sub.plan.steps) > 0 {
		b.emit(step{op: opNew, dst: target.offset, src: src, sub: sub.plan, detail: &detail{make: maker(target.typ.Elem())}})
	}
}

// within returns a builder for the same plan that names its steps after a field.
func (b *builder) within(name string) *builder {
	c := *b
	c.trail = b.trail.into(name)
	if c.prefix != "" {
		name = c.prefix + "." + name
	}
	c.prefix = name
	return &c
}

// field maps to one field of the destination.
func (b *builder) field(rules *pairRules, name string, dst spot, src uintptr) {
	rule := &fieldRule{name: name}
	for _, r := range rules.fields {
		if r.name == name {
			rule = r
		}
	}
	switch {
	case rule.ignore:
	case rule.source != nil:
		b.computed(rules, rule, dst, src)
	default:
		path := rule.path
		if path == "" {
			path = name
		}
		hops, unknown := resolve(rules.src, path)
		if unknown != "" {
			b.unmapped(rules, rule, name, unknown)
			return
		}
		b.follow(hops, dst, spot{rules.src, src}, rule)
	}
}

// computed maps from what a function makes of the source, or from a constant.
func (b *builder) computed(rules *pairRules, rule *fieldRule, dst spot, src uintptr) {
	from := rule.source
	if from.src == nil {
		sub := b.sub()
		sub.convert(spot{typ: dst.typ}, spot{typ: from.dst}, rule)
		b.emit(step{op: opConst, dst: dst.offset, src: src, sub: sub.plan, detail: &detail{constant: from.constant}})
		return
	}
	if from.src != rules.src {
		b.badSource(rules, rule)
		return
	}
	sub := b.sub()
	if rule.with == nil {
		sub.result(dst.typ, from.dst)
	} else {
		sub.convert(spot{typ: dst.typ}, spot{typ: from.dst}, rule)
	}
	b.emit(step{op: opCall, dst: dst.offset, src: src, sub: sub.plan, detail: &detail{call: from.call}})
}

// result maps what a function returned. Of the right type it is taken as it is:
// it belongs to nobody else.
func (b *builder) result(dst, src reflect.Type) {
	if dst == src {
		b.raw(dst, 0, 0)
		return
	}
	b.value(spot{typ: dst}, spot{typ: src})
}

// follow goes along the hops and maps what they lead to.
func (b *builder) follow(hops []hop, dst, src spot, rule *fieldRule) {
	for i, h := range hops {
		if h.kind == hopField {
			src = spot{h.typ, src.offset + h.offset}
			continue
		}
		sub := b.sub()
		sub.follow(hops[i+1:], spot{typ: dst.typ}, spot{typ: h.typ}, rule)
		op := opThrough
		if h.kind == hopCall {
			op = opCall
		}
		b.emit(step{op: op, dst: dst.offset, src: src.offset, sub: sub.plan, detail: &detail{call: h.call}})
		return
	}
	b.convert(dst, src, rule)
}

// convert maps one value to a field, through the field's own converter where it
// has one.
func (b *builder) convert(dst, src spot, rule *fieldRule) {
	with := rule.with
	if with == nil {
		b.value(dst, src)
		return
	}
	if !accepts(with.src, src.typ) {
		if src.typ.Kind() == reflect.Pointer && accepts(with.src, src.typ.Elem()) {
			sub := b.sub()
			sub.convert(spot{typ: dst.typ}, spot{typ: src.typ.Elem()}, rule)
			b.emit(step{op: opThrough, dst: dst.offset, src: src.offset, sub: sub.plan})
			return
		}
		b.badConverter(with, src.typ)
		return
	}
	b.call(dst, src, with.dst, with.call)
}

// accepts reports whether a function of want can be called with the memory of a
// have: it is the same type, or one of the same basic kind.
func accepts(want, have reflect.Type) bool {
	basic := want.Kind() <= reflect.Complex128 || want.Kind() == reflect.String
	return want == have || basic && want.Kind() == have.Kind()
}

// call maps from what a function makes of the value.
func (b *builder) call(dst, src spot, result reflect.Type, call func(pointer) (pointer, error)) {
	sub := b.sub()
	sub.result(dst.typ, result)
	b.emit(step{op: opCall, dst: dst.offset, src: src.offset, sub: sub.plan, detail: &detail{call: call}})
}
