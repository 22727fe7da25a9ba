package validation

import (
	"context"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// run is one check of one value. It lives on the stack.
type run struct {
	ctx    context.Context
	v      *Validator
	base   place // where the top value stands
	faults []errs.Field
}

// frame is one step of the way from the top value to the one being checked. The
// frames of a run are a list on the stack, so the way costs nothing until a fault
// has to be named.
type frame struct {
	up     *frame
	parent pointer        // the struct that holds the field, for rules that look at it
	field  *fieldName     // the field, or nil for an element
	key    *reflect.Value // the key of an element of a map
	index  int            // the index of any other element
}

// place names where the frame ends.
func (f *frame) place(base place) place {
	if f == nil {
		return base
	}
	up := f.up.place(base)
	switch {
	case f.field != nil:
		return up.field(*f.field)
	case f.key != nil:
		return up.key(keyText(*f.key))
	}
	return up.index(f.index)
}

// report adds a fault.
func (r *run) report(b *violation, at place) {
	fault := Fault{Rule: b.rule, Type: b.typ, In: at.in, Pointer: at.pointer, Message: b.message}
	if r.v.config.Message != nil {
		if message := r.v.config.Message(r.ctx, fault); message != "" {
			fault.Message = message
		}
	}
	r.faults = append(r.faults, errs.Field{In: at.in, Pointer: at.pointer, Code: b.rule.Code(), Message: fault.Message})
}

// test decides a rule for the value at p.
type test func(p pointer) bool

// violation is what a broken rule is reported as.
type violation struct {
	rule    Rule
	typ     reflect.Type
	message string
}

// step is one rule of a value. Either test decides it, or validator does, or test
// decides when it says yes and validator when it says no.
type step struct {
	test   test
	engine *ruleDelegate
	any    []step // alternatives; then test and engine are nil
	skip   bool   // omitempty and its like: no fault, but nothing more is checked
	broken *violation
}

func (s *step) ok(r *run, p pointer, at *frame) bool {
	if s.test != nil && s.test(p) {
		return true
	}
	if s.engine != nil {
		return s.engine.ok(r, p, at.parent)
	}
	for i := range s.any {
		if s.any[i].ok(r, p, at) {
			return true
		}
	}
	return false
}

// valuePlan checks the value of a field or of an element.
type valuePlan struct {
	derefs  int        // pointers to follow before the value
	onNil   *violation // reported when one of them is nil, nil when that passes
	steps   []step
	nested  *structPlan    // then its fields,
	each    *eachPlan      // or its elements,
	dynamic *valueDelegate // or what an interface holds
}

func (v *valuePlan) check(r *run, p pointer, at *frame) {
	for range v.derefs {
		if p = follow(p); p == nil {
			if v.onNil != nil {
				r.report(v.onNil, at.place(r.base))
			}
			return
		}
	}
	for i := range v.steps {
		s := &v.steps[i]
		if s.ok(r, p, at) {
			continue
		}
		if !s.skip {
			r.report(s.broken, at.place(r.base))
		}
		return
	}
	switch {
	case v.nested != nil:
		v.nested.check(r, p, at)
	case v.each != nil:
		v.each.check(r, p, at)
	case v.dynamic != nil:
		v.dynamic.check(r, p, at)
	}
}

// structPlan checks the fields of a struct.
type structPlan struct {
	fields []fieldPlan
	level  *levelDelegate // the checks of the whole struct, after its fields
}

// fieldPlan checks one field.
type fieldPlan struct {
	offset uintptr
	name   fieldName
	value  *valuePlan
	whole  *fieldDelegate // instead of value: validator checks field and all below it
}

func (s *structPlan) check(r *run, p pointer, up *frame) {
	at := frame{up: up, parent: p}
	for i := range s.fields {
		f := &s.fields[i]
		if f.whole != nil {
			f.whole.check(r, p, up)
			continue
		}
		at.field = &f.name
		f.value.check(r, offset(p, f.offset), &at)
	}
	if s.level != nil {
		s.level.check(r, p, up)
	}
}

// eachPlan checks the elements of a slice, array or map.
type eachPlan struct {
	typ  reflect.Type
	size uintptr
	elem *valuePlan
	keys *valuePlan // the keys of a map, nil when they have no rules
}

func (e *eachPlan) check(r *run, p pointer, up *frame) {
	switch e.typ.Kind() {
	case reflect.Map:
		e.checkMap(r, p, up)
	case reflect.Array:
		e.checkList(r, p, e.typ.Len(), up)
	default:
		first, n := slice(p)
		e.checkList(r, first, n, up)
	}
}

func (e *eachPlan) checkList(r *run, first pointer, n int, up *frame) {
	at := frame{up: up, parent: up.parent}
	for i := range n {
		at.index = i
		e.elem.check(r, element(first, i, e.size), &at)
	}
}

// checkMap copies each entry, since entries have no address, and puts the faults
// into the order of the keys.
func (e *eachPlan) checkMap(r *run, p pointer, up *frame) {
	m := view(e.typ, p)
	if m.Len() == 0 {
		return
	}
	key, value := reflect.New(e.typ.Key()).Elem(), reflect.New(e.typ.Elem()).Elem()
	at := frame{up: up, parent: up.parent, key: &key}
	before := len(r.faults)
	for entry := m.MapRange(); entry.Next(); {
		key.SetIterKey(entry)
		value.SetIterValue(entry)
		if e.keys != nil {
			e.keys.check(r, address(key), &at)
		}
		if e.elem != nil {
			e.elem.check(r, address(value), &at)
		}
	}
	slices.SortStableFunc(r.faults[before:], func(a, b errs.Field) int {
		return strings.Compare(a.Pointer, b.Pointer)
	})
}

// keyText is the key as JSON writes it.
func keyText(key reflect.Value) string {
	if key.Kind() != reflect.String && key.CanInterface() {
		if m, ok := key.Interface().(encoding.TextMarshaler); ok {
			if text, err := m.MarshalText(); err == nil {
				return string(text)
			}
		}
	}
	return fmt.Sprint(key)
}
