package validation

import (
	"context"
	"reflect"
	"sync"
	"unsafe"

	"github.com/go-playground/validator/v10"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Config is what a [Validator] is made from. The zero value is ready for use.
type Config struct {
	// Aliases are names for several rules: {"phone": "min=10,max=20"}. A fault is
	// reported under the alias. [Validator.Alias] adds more.
	Aliases map[string]string
	// Message words a fault. Empty text, or no function, means the sentence this
	// package has for the rule.
	Message func(ctx context.Context, fault Fault) string
}

// Fault is one broken rule, as [Config.Message] sees it.
type Fault struct {
	// Rule is the rule that was broken.
	Rule Rule
	// Type is the type of the value, pointers taken off.
	Type reflect.Type
	// In and Pointer say where the value stands, see errs.Field.
	In, Pointer string
	// Message is the sentence this package has for it.
	Message string
}

// Validator holds the rules and the compiled plans. Register rules and aliases
// first; from the first compiled plan on a Validator is fixed and safe for
// concurrent use.
type Validator struct {
	config  Config
	engine  *validator.Validate
	aliases map[string]string
	known   map[string]builtin
	custom  map[string]customRule
	levels  map[reflect.Type][]levelCheck

	mu     sync.Mutex // guards registration and compilation
	faults []error
	frozen bool
	plans  sync.Map  // reflect.Type -> *compiled
	lists  sync.Map  // reflect.Type -> *eachPlan, of values that are no struct
	runs   sync.Pool // *run
}

// New returns a validator that knows the rules of validator/v10 and the aliases
// of the config.
func New(config Config) *Validator {
	v := &Validator{
		config:  config,
		engine:  validator.New(validator.WithRequiredStructEnabled()),
		aliases: map[string]string{},
		known:   builtins(),
		custom:  map[string]customRule{},
		levels:  map[reflect.Type][]levelCheck{},
	}
	for name, rules := range config.Aliases {
		v.Alias(name, rules)
	}
	return v
}

// Rules returns the rules of the field's validate tag like the function [Rules],
// with registered aliases expanded and the Schema of registered rules filled in.
func (v *Validator) Rules(field reflect.StructField) ([]Rule, error) {
	rules, err := parseTag(field.Tag.Get(TagName), v.alias)
	v.describe(rules)
	return rules, err
}

// Validate checks a struct, a pointer to one, or a slice, array or map of them or of
// enumerations, and returns nil or the *errs.Error of errs.Validation with every
// fault. Nil passes, and so does a value that holds none of these. It returns the
// faults of the tags, as an internal error, when the type does not compile.
func (v *Validator) Validate(ctx context.Context, value any) error {
	r := v.begin(ctx)
	r.checkEnums(reflect.ValueOf(value))
	err := r.checkAny(reflect.ValueOf(value))
	switch fields := r.end(); {
	case err != nil:
		return errs.Internal("validation_tags", "the rules of %T are faulty", value).Wrap(err)
	case len(fields) > 0:
		return errs.Validation(fields...)
	}
	return nil
}

// Check is [Validator.Validate] for a pointer whose type is known: it neither
// boxes nor looks at the value through reflection. A nil pointer passes.
func Check[T any](v *Validator, value *T) error {
	if value == nil {
		return nil
	}
	plan, err := Compile(v, reflect.TypeFor[T]())
	if err != nil {
		return errs.Internal("validation_tags", "the rules of %T are faulty", *value).Wrap(err)
	}
	if fields := plan.Check(unsafe.Pointer(value)); len(fields) > 0 {
		return errs.Validation(fields...)
	}
	return nil
}
