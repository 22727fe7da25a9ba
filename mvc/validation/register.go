package validation

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/go-playground/validator/v10"
)

// RuleFunc decides whether a value keeps a custom rule. It must be safe for
// concurrent use and should depend on the value alone: a rule that asks a
// database belongs into a handler.
type RuleFunc func(ctx context.Context, field Field) bool

// Field is the value a [RuleFunc] looks at.
type Field struct{ level validator.FieldLevel }

// Value returns the value, pointers taken off.
func (f Field) Value() reflect.Value { return f.level.Field() }

// String returns the value where it is a string.
func (f Field) String() string { return f.level.Field().String() }

// Param returns what follows "=" in the tag, empty when there is nothing.
func (f Field) Param() string { return f.level.Param() }

// Parent returns the struct that holds the field.
func (f Field) Parent() reflect.Value { return reflect.Indirect(f.level.Parent()) }

// customRule is one registration.
type customRule struct {
	message string
	schema  Schema
}

// Rule registers a rule for validate tags: how it is checked, the sentence for a
// value that breaks it ("must be an IBAN"; empty means a general one), and what OpenAPI says about it. A rule
// of the same name that validator brings along is replaced. A name that cannot
// stand in a tag is a fault that [Compile] returns, as is a registration after
// the first plan was compiled.
func (v *Validator) Rule(name string, check RuleFunc, message string, schema Schema) {
	v.register("rule", name, func() error {
		if check == nil {
			return errors.New("it has no function to check a value; pass one")
		}
		v.custom[name] = customRule{message: message, schema: schema}
		return v.engine.RegisterValidationCtx(name, func(ctx context.Context, level validator.FieldLevel) bool {
			return check(ctx, Field{level})
		})
	})
}

// Alias registers a name for several rules: Alias("phone", "min=10,max=20"). A
// fault is reported under the alias. Faults of the registration are returned by
// [Compile].
func (v *Validator) Alias(name, rules string) {
	v.register("alias", name, func() error {
		v.engine.RegisterAlias(name, rules)
		v.aliases[name] = rules
		return nil
	})
}

// register runs one registration and keeps its fault.
func (v *Validator) register(what, name string, do func() error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	defer func() {
		if reason := recover(); reason != nil {
			v.faults = append(v.faults, fmt.Errorf("validation: %s %q: the name is reserved or holds characters of the tag language; use letters, digits and _", what, name))
		}
	}()
	if v.frozen {
		v.faults = append(v.faults, fmt.Errorf("validation: %s %q was registered after the first type was compiled; register it before", what, name))
		return
	}
	if err := do(); err != nil {
		v.faults = append(v.faults, fmt.Errorf("validation: %s %q: %w", what, name, err))
	}
}

// alias looks an alias up, registered ones first.
func (v *Validator) alias(name string) (string, bool) {
	if rules, ok := v.aliases[name]; ok {
		return rules, true
	}
	return bakedInAlias(name)
}

// describe fills in the schema of registered rules at every level.
func (v *Validator) describe(rules []Rule) {
	for i := range rules {
		r := &rules[i]
		if custom, ok := v.custom[r.Name]; ok {
			r.Schema = &custom.schema
		}
		v.describe(r.Any)
		v.describe(r.Keys)
		v.describe(r.Elem)
	}
}

// Report adds a fault that a [StructRule] found. field is the Go name of the field,
// "EndsAt", or a way to it, "Lines[2].Quantity"; empty means the struct itself.
// code and message are what a client reads.
type Report func(field, code, message string)

// levelCheck is one registered check of a whole struct.
type levelCheck func(ctx context.Context, current reflect.Value, report Report)

// levelMark starts the tags that validator reports for checks of whole structs.
const levelMark = "\x00"

// StructRule registers a check of whole values of T, for what no single field
// decides. It runs wherever a T is checked, after its fields and also when those
// have faults. Several checks of one T run in the order of their registration.
// Faults of the registration are returned by [Compile].
func StructRule[T any](v *Validator, check func(ctx context.Context, value *T, report Report)) {
	t := reflect.TypeFor[T]()
	v.register("struct rule", t.String(), func() error {
		if t.Kind() != reflect.Struct {
			return fmt.Errorf("%s is no struct; register a rule for its tag instead", t)
		}
		if v.levels[t] == nil {
			v.engine.RegisterStructValidationCtx(v.runLevel, *new(T))
		}
		v.levels[t] = append(v.levels[t], func(ctx context.Context, current reflect.Value, report Report) {
			if current.CanAddr() {
				current = current.Addr()
			} else {
				held := reflect.New(t)
				held.Elem().Set(current)
				current = held
			}
			if value, ok := reflect.TypeAssert[*T](current); ok {
				check(ctx, value, report)
			}
		})
		return nil
	})
}

// runLevel is how validator runs the checks of a struct.
func (v *Validator) runLevel(ctx context.Context, level validator.StructLevel) {
	current := level.Current()
	if off, ok := ctx.Value(fieldsOnly{}).(holding); ok && current.CanAddr() && off == (holding{address(current), current.Type()}) {
		return
	}
	for _, check := range v.levels[current.Type()] {
		check(ctx, current, func(field, code, message string) {
			level.ReportError(nil, field, field, levelMark+code, message)
		})
	}
}
