package validation

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Plan is the compiled rules of one struct type and all it holds. It is immutable
// and safe for concurrent use.
type Plan struct {
	v        *Validator
	typ      reflect.Type
	root     *structPlan
	warnings []*TagFault
}

// compiled is the outcome of compiling a type, kept either way.
type compiled struct {
	plan *Plan
	err  error
}

// Compile returns the plan of the struct type t, the same for every call. The
// error joins every fault of the tags of t and of the types it holds, as a
// [*TagFault] each, and the faults of registrations.
func Compile(v *Validator, t reflect.Type) (*Plan, error) {
	if done, ok := v.compiled(t); ok {
		return done.plan, done.err
	}
	return v.compile(t)
}

func (v *Validator) compiled(t reflect.Type) (*compiled, bool) {
	held, _ := v.plans.Load(t)
	done, ok := held.(*compiled)
	return done, ok
}

func (v *Validator) compile(t reflect.Type) (*Plan, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if done, ok := v.compiled(t); ok {
		return done.plan, done.err
	}
	v.frozen = true
	done := &compiled{}
	if t.Kind() != reflect.Struct {
		done.err = fmt.Errorf("validation: %s is no struct; compile the struct type itself", t)
	} else {
		c := &compiler{v: v, structs: map[reflect.Type]*structPlan{}}
		root := c.structPlan(t)
		done.err = errors.Join(append(slices.Clip(v.faults), c.faults...)...)
		if done.err == nil {
			done.plan = &Plan{v: v, typ: t, root: root, warnings: c.warnings}
		}
	}
	v.plans.Store(t, done)
	return done.plan, done.err
}

// Type returns the struct type the plan checks.
func (p *Plan) Type() reflect.Type { return p.typ }

// Warnings returns what compiles but is seldom meant, such as required on a
// number, which refuses 0. A build may print them.
func (p *Plan) Warnings() []*TagFault { return p.warnings }

// Check returns the faults of the value at ptr, nil when there are none. ptr must
// point to a value of the plan's type and not be nil. Fields without a binding tag, those of the
// body, are reported with an empty In.
func (p *Plan) Check(ptr unsafe.Pointer) []errs.Field {
	return p.CheckContext(context.Background(), ptr)
}

// CheckContext is [Plan.Check] with the context that custom rules are given.
func (p *Plan) CheckContext(ctx context.Context, ptr unsafe.Pointer) []errs.Field {
	r := p.v.begin(ctx)
	p.root.check(r, ptr)
	return r.end()
}

// CheckValue is [Plan.CheckContext] for a value of the plan's type held by
// reflection. A value without an address is copied first.
func (p *Plan) CheckValue(ctx context.Context, value reflect.Value) []errs.Field {
	r := p.v.begin(ctx)
	p.checkValue(r, value)
	return r.end()
}

func (p *Plan) checkValue(r *run, value reflect.Value) {
	if !value.CanAddr() {
		held := reflect.New(p.typ).Elem()
		held.Set(value)
		value = held
	}
	p.root.check(r, address(value))
}
