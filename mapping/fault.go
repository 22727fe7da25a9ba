package mapping

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
)

// fault keeps a fault, once: a pair of types may lie in many places.
func (c *compiler) fault(f di.Fault) {
	if key := f.Code + f.Message; !c.reported[key] {
		c.reported[key] = true
		c.faults = append(c.faults, f)
	}
}

// inField keeps a fault about the field that the builder is at.
func (b *builder) inField(code, message, fix string) {
	f := di.Fault{Code: code, Subject: b.trail.root + "." + b.trail.path, Message: message, Fix: fix, At: b.trail.at}
	if strings.ContainsAny(b.trail.path, ".[") {
		f.Path = []string{"in the mapping to " + f.Subject}
	}
	b.fault(f)
}

func (b *builder) unmapped(rules *pairRules, rule *fieldRule, name, unknown string) {
	field := fmt.Sprintf("%v.%s", rules.dst, name)
	if rule.path != "" {
		b.inField(CodeUnknownField,
			fmt.Sprintf("%s is mapped from %q, and %v has no field or getter %s", field, rule.path, rules.src, unknown),
			"name a field that it has, or a method without parameters that returns one value"+caseHint(rules.src, unknown))
		return
	}
	fix := fmt.Sprintf("map it with Field(%q, mapping.From(…)), compute it with Field(%q, mapping.Compute(…)), or leave it out with Ignore(%q)", name, name, name)
	if other := nearest(rules.src, name); other != "" {
		fix = fmt.Sprintf("the source has %s: map it with Field(%q, mapping.From(%q))", other, name, other)
	}
	if b.rules[pair{rules.src, rules.dst}] == nil {
		fix += fmt.Sprintf("; rules for the pair begin with mapping.For[%v, %v](profile)", rules.src, rules.dst)
	}
	b.inField(CodeUnmappedField, fmt.Sprintf("%s has no source in %v", field, rules.src), fix)
}

func caseHint(t reflect.Type, name string) string {
	if other := nearest(t, name); other != "" {
		return fmt.Sprintf("; it has %s", other)
	}
	return ""
}

func (b *builder) unmappable(dst, src reflect.Type) {
	b.inField(CodeUnmappableField,
		fmt.Sprintf("%s.%s is of type %v and its source of type %v, which does not become one by itself", b.trail.root, b.trail.path, dst, src),
		fmt.Sprintf("say how: mapping.Convert(profile, func(%v) %v {…}), or for this field alone mapping.With", src, dst))
}

func (b *builder) unknownField(rules *pairRules, r *fieldRule) {
	fix := "name a field that it has"
	if other := nearest(rules.dst, r.name); other != "" {
		fix = "it has " + other
	}
	b.fault(di.Fault{
		Code: CodeUnknownField, Subject: fmt.Sprintf("%v.%s", rules.dst, r.name), At: rules.at,
		Message: fmt.Sprintf("the mapping of %v to %v has a rule for %s, and %v has no exported field of that name", rules.src, rules.dst, r.name, rules.dst),
		Fix:     fix,
	})
}

func (b *builder) badSource(rules *pairRules, rule *fieldRule) {
	b.inField(CodeBadRule,
		fmt.Sprintf("%v.%s is computed from a %v, and the source of the mapping is a %v", rules.dst, rule.name, rule.source.src, rules.src),
		fmt.Sprintf("give mapping.Compute a func(%v) or a func(*%v)", rules.src, rules.src))
}

func (b *builder) badConverter(with *converter, src reflect.Type) {
	b.inField(CodeBadRule,
		fmt.Sprintf("%s.%s is converted from a %v, and its source is a %v", b.trail.root, b.trail.path, with.src, src),
		fmt.Sprintf("give mapping.With a func(%v)", src))
}

func (c *compiler) duplicate(key pair, noun, first, second string) {
	c.fault(di.Fault{
		Code: CodeDuplicateMapping, Subject: key.dst.String(), At: second,
		Message: fmt.Sprintf("two %ss make a %v from a %v", noun, key.dst, key.src),
		Path:    []string{"first at " + first},
		Fix:     "remove one; rules for one pair belong together",
	})
}
