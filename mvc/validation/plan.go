package validation

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-playground/validator/v10"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Plan is the compiled rules of one struct type. It is immutable and safe for
// concurrent use.
type Plan struct {
	v   *Validator
	typ reflect.Type
}

// compiled is the outcome of compiling a type, kept either way.
type compiled struct {
	plan *Plan
	err  error
}

// Compile returns the plan of the struct type t, the same for every call. The
// error joins every fault of the tags of t and of the types it holds, as a
// *[TagFault] each, and the faults of registrations.
func Compile(v *Validator, t reflect.Type) (*Plan, error) {
	if done, ok := v.plans.Load(t); ok {
		return done.(*compiled).plan, done.(*compiled).err
	}
	return v.compile(t)
}

func (v *Validator) compile(t reflect.Type) (*Plan, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.frozen = true
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("validation: %s is no struct; compile the struct type itself", t)
	}
	done := &compiled{plan: &Plan{v: v, typ: t}, err: errors.Join(v.faults...)}
	v.plans.Store(t, done)
	return done.plan, done.err
}

// Type returns the struct type the plan checks.
func (p *Plan) Type() reflect.Type { return p.typ }

// Check returns the faults of the value at ptr, nil when there are none. ptr must
// point to a value of the plan's type. Faults of body fields have an empty In.
func (p *Plan) Check(ptr pointer) []errs.Field {
	return p.CheckContext(context.Background(), ptr)
}

// CheckContext is [Plan.Check] with the context that custom rules are given.
func (p *Plan) CheckContext(ctx context.Context, ptr pointer) []errs.Field {
	value := reflect.NewAt(p.typ, ptr)
	var broken validator.ValidationErrors
	if !errors.As(p.v.engine.StructCtx(ctx, value.Interface()), &broken) {
		return nil
	}
	var fields []errs.Field
	for _, b := range broken {
		at := locate(value, strings.TrimPrefix(b.StructNamespace(), p.typ.Name()+"."), place{})
		fields = append(fields, errs.Field{In: at.in, Pointer: at.pointer, Code: b.Tag(), Message: "must be " + b.Tag()})
	}
	return fields
}

// CheckValue is [Plan.Check] for a value of the plan's type held by reflection.
func (p *Plan) CheckValue(ctx context.Context, value reflect.Value) []errs.Field {
	if !value.CanAddr() {
		copied := reflect.New(p.typ).Elem()
		copied.Set(value)
		value = copied
	}
	return p.CheckContext(ctx, address(value))
}

func isTime(t reflect.Type) bool { return t.ConvertibleTo(reflect.TypeFor[time.Time]()) }

func (v *Validator) collect(ctx context.Context, value reflect.Value, at place) ([]errs.Field, error) {
	value = reflect.Indirect(value)
	if value.Kind() != reflect.Struct {
		return nil, nil
	}
	plan, err := Compile(v, value.Type())
	if err != nil {
		return nil, err
	}
	return plan.CheckValue(ctx, value), nil
}

// TagFault is one fault of a validate tag.
type TagFault struct {
	// Field is the type and the field: "orders.PlaceOrder.Phone".
	Field string
	// Tag is the whole validate tag.
	Tag string
	// Problem says what is wrong with it, Fix what to write instead.
	Problem, Fix string
}

// Error returns the fault in one line.
func (f *TagFault) Error() string {
	return fmt.Sprintf("validation: %s: tag %q: %s; %s", f.Field, f.Tag, f.Problem, f.Fix)
}

// Warnings returns what compiles but is seldom meant, such as required on a number.
func (p *Plan) Warnings() []*TagFault { return nil }
