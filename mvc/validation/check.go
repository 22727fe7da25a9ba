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

// run is one check of one value. Runs are pooled, since a value without faults
// should cost no memory.
type run struct {
	ctx    context.Context
	v      *Validator
	base   place   // where the top value stands
	way    []frame // from the top value to the one being checked
	faults []errs.Field
}

// frame is one step of the way. It names nothing until a fault has to be.
type frame struct {
	parent pointer        // the struct that holds the field, for rules that look at it
	of     *structPlan    // the plan of a struct, nil for elements
	key    *reflect.Value // the key of an element of a map
	index  int            // the number of the field or of the element
}

// begin takes a run from the pool.
func (v *Validator) begin(ctx context.Context) *run {
	r, ok := v.runs.Get().(*run)
	if !ok {
		r = &run{v: v, way: make([]frame, 0, 8)}
	}
	r.ctx = ctx
	return r
}

// end gives the run back and returns what it found.
func (r *run) end() []errs.Field {
	found := r.faults
	r.ctx, r.faults = nil, nil
	clear(r.way[:cap(r.way)]) // lest the pool keeps values alive
	r.v.runs.Put(r)
	return found
}

// enter adds a step to the way and returns its number.
func (r *run) enter(parent pointer, of *structPlan) int {
	r.way = append(r.way, frame{parent: parent, of: of})
	return len(r.way) - 1
}

// leave takes the last step off.
func (r *run) leave() { r.way = r.way[:len(r.way)-1] }

// parent is the struct that holds the value being checked, nil when none does.
func (r *run) parent() pointer {
	if len(r.way) == 0 {
		return nil
	}
	return r.way[len(r.way)-1].parent
}

// here is where the value being checked stands.
func (r *run) here() place { return r.place(len(r.way)) }

// above is where the struct of the field being checked stands.
func (r *run) above() place { return r.place(len(r.way) - 1) }

func (r *run) place(steps int) place {
	at := r.base
	for i := range r.way[:steps] {
		switch f := &r.way[i]; {
		case f.of != nil:
			at = at.field(f.of.fields[f.index].name)
		case f.key != nil:
			at = at.key(keyText(*f.key))
		default:
			at = at.index(f.index)
		}
	}
	return at
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

// step is one rule of a value. A yes of the test is final; the rest is looked at
// after a no.
type step struct {
	test test
	*undecided
}

// undecided is what a no of the test leads to.
type undecided struct {
	engine *ruleDelegate // validator decides, or
	any    []step        // one of the alternatives does, or
	skip   bool          // there is no fault, but nothing more is checked: omitempty and its like
	broken *violation    // the fault
}

// decide looks at what the test did not settle.
func (s *undecided) decide(r *run, p pointer) bool {
	if s.engine != nil {
		return s.engine.ok(r, p)
	}
	for i := range s.any {
		if a := &s.any[i]; a.test(p) || a.decide(r, p) {
			return true
		}
	}
	return false
}

// never is the test of a step that something else decides.
func never(pointer) bool { return false }

// valuePlan checks the value of a field or of an element.
type valuePlan struct {
	derefs int        // pointers to follow before the value
	onNil  *violation // reported when one of them is nil, nil when that passes
	steps  []step
	below  checker // what the value holds: fields, elements or any value
}

// checker checks the value at p.
type checker interface {
	check(r *run, p pointer)
}

var (
	_ checker = (*structPlan)(nil)
	_ checker = (*eachPlan)(nil)
	_ checker = (*valueDelegate)(nil)
)

func (v *valuePlan) check(r *run, p pointer) {
	for range v.derefs {
		if p = follow(p); p == nil {
			if v.onNil != nil {
				r.report(v.onNil, r.here())
			}
			return
		}
	}
	for i := range v.steps {
		s := &v.steps[i]
		if s.test(p) || s.decide(r, p) {
			continue
		}
		if !s.skip {
			r.report(s.broken, r.here())
		}
		return
	}
	if v.below != nil {
		v.below.check(r, p)
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
	value  valuePlan
	whole  *fieldDelegate // validator checks the field and all below it; value, then, only enumerations
}

func (s *structPlan) check(r *run, p pointer) {
	step := r.enter(p, s)
	for i := range s.fields {
		f := &s.fields[i]
		if f.whole != nil {
			r.way[step].index = i
			f.checkWhole(r, p)
			continue
		}
		r.way[step].index = i
		f.value.check(r, offset(p, f.offset))
	}
	if s.level != nil {
		s.level.check(r, p)
	}
	r.leave()
}

// checkWhole leaves the field to validator, which knows all but enumerations.
func (f *fieldPlan) checkWhole(r *run, parent pointer) {
	before := len(r.faults)
	f.whole.check(r, parent)
	found := r.faults[before:]
	f.value.check(r, offset(parent, f.offset))
	kept := slices.DeleteFunc(r.faults[before+len(found):], func(e errs.Field) bool {
		return slices.ContainsFunc(found, func(known errs.Field) bool { return known.Pointer == e.Pointer })
	})
	r.faults = r.faults[:before+len(found)+len(kept)]
}

// eachPlan checks the elements of a slice, array or map.
type eachPlan struct {
	typ  reflect.Type
	size uintptr
	elem *valuePlan
	keys *valuePlan // the keys of a map, nil when they have no rules
}

func (e *eachPlan) check(r *run, p pointer) {
	switch e.typ.Kind() {
	case reflect.Map:
		e.checkMap(r, p)
	case reflect.Array:
		e.checkList(r, p, e.typ.Len())
	default:
		first, n := slice(p)
		e.checkList(r, first, n)
	}
}

func (e *eachPlan) checkList(r *run, first pointer, n int) {
	step := r.enter(r.parent(), nil)
	for i := range n {
		r.way[step].index = i
		e.elem.check(r, element(first, i, e.size))
	}
	r.leave()
}

// checkMap copies each entry, since entries have no address.
func (e *eachPlan) checkMap(r *run, p pointer) {
	m := view(e.typ, p)
	if m.Len() == 0 {
		return
	}
	key, value := reflect.New(e.typ.Key()).Elem(), reflect.New(e.typ.Elem()).Elem()
	step := r.enter(r.parent(), nil)
	r.way[step].key = &key
	before := len(r.faults)
	for entry := m.MapRange(); entry.Next(); {
		key.SetIterKey(entry)
		value.SetIterValue(entry)
		if e.keys != nil {
			e.keys.check(r, address(key))
		}
		if e.elem != nil {
			e.elem.check(r, address(value))
		}
	}
	r.leave()
	r.sortFrom(before)
}

// sortFrom puts the faults found in a map, which has no order, into that of the keys.
func (r *run) sortFrom(before int) {
	slices.SortStableFunc(r.faults[before:], func(a, b errs.Field) int {
		return strings.Compare(a.Pointer, b.Pointer)
	})
}

// keyText is the key as JSON writes it.
func keyText(key reflect.Value) string {
	if key.Kind() != reflect.String && key.CanInterface() {
		if m, ok := reflect.TypeAssert[encoding.TextMarshaler](key); ok {
			if text, err := m.MarshalText(); err == nil {
				return string(text)
			}
		}
	}
	return fmt.Sprint(key)
}
