package validation

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// What is not compiled runs through validator itself, in the smallest piece that
// keeps its meaning: one rule on one value, what an interface holds, one field
// with all below it, or the checks of one struct.

// ruleDelegate runs one rule on one value.
type ruleDelegate struct {
	engine *validator.Validate
	tag    string
	typ    reflect.Type // of the value, pointers taken off
	parent reflect.Type // of the struct that holds the field
	// siblings: the rule reads other fields, and validator wants their struct by value.
	siblings bool
	// pointer: the rule calls a method or takes what a pointer leads to for given,
	// so the value must keep its address.
	pointer bool
}

func (d *ruleDelegate) ok(r *run, p pointer) bool {
	value := reflect.NewAt(d.typ, p)
	if !d.pointer {
		value = value.Elem()
	}
	holder := reflect.NewAt(d.parent, r.parent())
	if d.siblings {
		holder = holder.Elem()
	}
	return d.engine.VarWithValueCtx(r.ctx, value.Interface(), holder.Interface(), d.tag) == nil
}

// valueDelegate checks the struct that an interface without rules may hold.
type valueDelegate struct {
	engine *validator.Validate
	typ    reflect.Type
}

func (d *valueDelegate) check(r *run, p pointer) {
	value := view(d.typ, p).Elem()
	if !value.IsValid() || !holdsStruct(value) {
		return
	}
	// The name of the struct stands first in the namespaces, and the tag says
	// nothing that a struct would have to keep.
	err := d.engine.VarWithValueCtx(r.ctx, value.Interface(), nil, ruleOmitNil)
	base := r.here()
	for held := value; ; held = held.Elem() {
		if held.Kind() != reflect.Pointer && held.Kind() != reflect.Interface {
			r.reportAll(err, held, prefixOf(held.Type()), base)
			return
		}
	}
}

// holdsStruct reports whether validator would find a struct behind the value.
func holdsStruct(value reflect.Value) bool {
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		if isValuer(value.Type()) {
			return true
		}
		if value = value.Elem(); !value.IsValid() {
			return false
		}
	}
	return value.Kind() == reflect.Struct || isValuer(value.Type())
}

// fieldDelegate checks one field and all below it.
type fieldDelegate struct {
	engine *validator.Validate
	parent reflect.Type
	prefix string // "Order."
	others validator.FilterFunc
	levels bool // the parent has checks of its own, which are not run here
}

func newFieldDelegate(v *Validator, parent reflect.Type, field string) *fieldDelegate {
	d := &fieldDelegate{engine: v.engine, parent: parent, prefix: prefixOf(parent), levels: v.levels[parent] != nil}
	whole := []byte(d.prefix + field)
	d.others = func(namespace []byte) bool {
		below, ok := bytes.CutPrefix(namespace, whole)
		return !ok || len(below) > 0 && below[0] != '.' && below[0] != '['
	}
	return d
}

func (d *fieldDelegate) check(r *run, parent pointer) {
	holder := reflect.NewAt(d.parent, parent)
	ctx := r.ctx
	if d.levels {
		ctx = context.WithValue(ctx, fieldsOnly{}, holding{parent, d.parent})
	}
	err := d.engine.StructFilteredCtx(ctx, holder.Interface(), d.others)
	r.reportAll(err, holder.Elem(), d.prefix, r.above())
}

// fieldsOnly is the key of a context that names a struct whose own checks are not run.
type fieldsOnly struct{}

// holding is that struct. The type belongs to it: a struct and its first field
// have one address.
type holding struct {
	at  pointer
	typ reflect.Type
}

// levelDelegate runs the checks registered for a whole struct.
type levelDelegate struct {
	engine *validator.Validate
	typ    reflect.Type
}

func (d *levelDelegate) check(r *run, p pointer) {
	holder := reflect.NewAt(d.typ, p)
	err := d.engine.StructFilteredCtx(r.ctx, holder.Interface(), func([]byte) bool { return true })
	r.reportAll(err, holder.Elem(), prefixOf(d.typ), r.above())
}

// reportAll reports what validator found below root. prefix is what its
// namespaces start with, base is where root stands.
func (r *run) reportAll(err error, root reflect.Value, prefix string, base place) {
	var broken validator.ValidationErrors
	if !errors.As(err, &broken) {
		return
	}
	for _, b := range broken {
		namespace := strings.TrimSuffix(strings.TrimPrefix(b.StructNamespace(), prefix), ".")
		r.report(r.v.violationOf(b, root.Type()), locate(root, namespace, base))
	}
}

// violationOf says what validator found in our words.
func (v *Validator) violationOf(b validator.FieldError, owner reflect.Type) *violation {
	if code, ok := strings.CutPrefix(b.Tag(), levelMark); ok {
		return &violation{rule: Rule{Name: code}, typ: b.Type(), message: b.Param()}
	}
	rule := Rule{Name: b.ActualTag(), Param: b.Param(), hasParam: b.Param() != ""}
	if strings.Contains(b.ActualTag(), "|") {
		if rules, err := parseTag(b.ActualTag(), bakedInAlias); err == nil && len(rules) == 1 {
			rule = rules[0]
		}
	}
	if b.Tag() != b.ActualTag() {
		rule.Alias = b.Tag()
	}
	typ := b.Type()
	for typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	message := v.sentence(rule, typ, owner)
	if isNil := b.Kind() == reflect.Pointer || b.Kind() == reflect.Interface || b.Kind() == reflect.Invalid; isNil && !v.runsOnNil(rule) {
		message = nothingThere
	}
	return &violation{rule: rule, typ: typ, message: message}
}

// prefixOf is what the namespaces of validator start with for a struct type.
func prefixOf(t reflect.Type) string {
	if t.Name() == "" {
		return ""
	}
	return t.Name() + "."
}

// isValuer reports whether values of the type name another value to be checked.
func isValuer(t reflect.Type) bool { return t.Implements(reflect.TypeFor[validator.Valuer]()) }
