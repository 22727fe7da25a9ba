package openapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// maxCheckDepth ends a check of a schema that refers to itself without going
// deeper into the value.
const maxCheckDepth = 500

// Check checks a value against a schema whose references lead into the document
// and returns one message for each thing wrong, each beginning with the JSON
// pointer of its place ("value" for the whole); none means that the value fits.
//
//	faults := document.Check(openapi.Ref("OrderDTO"), json.RawMessage(body))
//
// The value is JSON as a [json.RawMessage], or any Go value, which counts as its
// JSON. All that [Schema] can say is checked; of the formats date-time, date,
// uuid, email, hostname, ipv4, ipv6, uri, uri-reference, int32, int64 and uint64.
func (d *Document) Check(schema *Schema, value any) []string {
	tree, err := treeOf(value)
	if err != nil {
		return []string{"value: is no JSON: " + err.Error()}
	}
	c := &checker{document: d}
	c.check(schema, tree, "")
	return c.faults
}

func treeOf(value any) (any, error) {
	raw, ok := value.(json.RawMessage)
	if !ok {
		return newEncoder().encodeAny(value)
	}
	if !json.Valid(raw) {
		return nil, fmt.Errorf("%.80q", raw)
	}
	return decodeTree(raw)
}

type checker struct {
	document *Document
	faults   []string
	depth    int
}

func (c *checker) fault(at, format string, args ...any) {
	c.faults = append(c.faults, orElse(at, "value")+": "+fmt.Sprintf(format, args...))
}

// fits reports whether the value fits, without a word about why not.
func (c *checker) fits(s *Schema, v any) bool {
	inner := &checker{document: c.document, depth: c.depth}
	inner.check(s, v, "")
	return len(inner.faults) == 0
}

func (c *checker) check(s *Schema, v any, at string) {
	if c.depth++; c.depth > maxCheckDepth {
		c.fault(at, "the schema refers to itself without end")
		return
	}
	defer func() { c.depth-- }()
	switch {
	case s == nil:
		return
	case s.nothing:
		c.fault(at, "must not be there")
		return
	case s.Ref != "":
		target := lookup(c.document.Components.Schemas, schemaPrefix, s.Ref)
		if target == nil {
			c.fault(at, "the schema %s is not in the document", s.Ref)
			return
		}
		c.check(target, v, at)
	}
	if !typeMatches(s.Type, v) {
		c.fault(at, "must be %s, is %s", strings.Join(s.Type, " or "), typeOf(v))
		return
	}
	c.values(s, v, at)
	c.combinations(s, v, at)
	switch v := v.(type) {
	case string:
		c.text(s, v, at)
	case json.Number:
		c.number(s, v, at)
	case []any:
		c.list(s, v, at)
	case object:
		c.object(s, v, at)
	}
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return TypeNull
	case bool:
		return TypeBoolean
	case string:
		return TypeString
	case json.Number:
		if isInteger(v) {
			return TypeInteger
		}
		return TypeNumber
	case []any:
		return TypeArray
	}
	return TypeObject
}

func (c *checker) values(s *Schema, v any, at string) {
	if s.Const != nil && !c.equal(s.Const, v) {
		c.fault(at, "must be %s, is %s", show(s.Const), show(v))
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(e any) bool { return c.equal(e, v) }) {
		c.fault(at, "must be one of %s, is %s", strings.Trim(show(s.Enum), "[]"), show(v))
	}
}

// equal compares a value of the schema, which may be any Go value, with a tree.
func (c *checker) equal(wanted, v any) bool {
	tree, err := newEncoder().encodeAny(wanted)
	return err == nil && equalTrees(tree, v)
}

// equalTrees compares as JSON Schema does: numbers by value, objects without order.
func equalTrees(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		n, ok := b.(json.Number)
		order, comparable := compare(a, n)
		return ok && (comparable && order == 0 || a == n)
	case []any:
		l, ok := b.([]any)
		return ok && slices.EqualFunc(a, l, equalTrees)
	case object:
		o, ok := b.(object)
		return ok && len(a) == len(o) && !slices.ContainsFunc(a, func(m member) bool {
			value, there := o.get(m.name)
			return !there || !equalTrees(m.value, value)
		})
	}
	return reflect.DeepEqual(a, b)
}

func (o object) get(name string) (any, bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

func (c *checker) combinations(s *Schema, v any, at string) {
	for _, part := range s.AllOf {
		c.check(part, v, at)
	}
	fitting := func(of []*Schema) (n int) {
		for _, part := range of {
			if c.fits(part, v) {
				n++
			}
		}
		return n
	}
	if len(s.AnyOf) > 0 && fitting(s.AnyOf) == 0 {
		c.none(s.AnyOf, v, at)
	}
	if len(s.OneOf) > 0 {
		switch n := fitting(s.OneOf); n {
		case 0:
			c.none(s.OneOf, v, at)
		case 1:
		default:
			c.fault(at, "must fit exactly one of %d forms, fits %d", len(s.OneOf), n)
		}
	}
	if s.Not != nil && c.fits(s.Not, v) {
		c.fault(at, "must not be %s", show(v))
	}
}

// none tells why no alternative fits. Where only one of them is of the value's
// type, its own faults say more than a list of alternatives.
func (c *checker) none(of []*Schema, v any, at string) {
	var likely []*Schema
	for _, part := range of {
		if target := c.document.ResolveSchema(part); target != nil && typeMatches(target.Type, v) {
			likely = append(likely, part)
		}
	}
	if len(likely) == 1 {
		c.check(likely[0], v, at)
		return
	}
	c.fault(at, "fits none of %d forms, is %s", len(of), show(v))
}

// show writes a value for a message, shortened.
func show(v any) string {
	tree, err := newEncoder().encodeAny(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	w := jsonWriter{compact: true}
	w.value(tree, 0)
	const most = 80
	if text := []rune(w.String()); len(text) > most {
		return string(text[:most]) + "…"
	}
	return w.String()
}
