package mapping

import (
	"fmt"
	"reflect"
)

// Rule says where a field of the destination comes from. The list of rules is
// closed; each prints itself as it is written.
type Rule interface {
	fmt.Stringer
	apply(*fieldRule)
}

// From takes the field from another one of the source, or from a method without
// parameters that returns one value, or a value and an error. A path with dots
// goes on in what the one before names: "Customer.Name". A nil pointer on the way
// leaves the field at its zero value.
func From(path string) Rule { return fromRule(path) }

// Compute makes the field of the whole source. S is the source of the pair, or a
// pointer to it. The function must be safe for concurrent use.
func Compute[S, T any](fn func(source S) T) Rule {
	return TryCompute(func(source S) (T, error) { return fn(source), nil })
}

// TryCompute is [Compute] for what may fail, which fails the whole mapping.
func TryCompute[S, T any](fn func(source S) (T, error)) Rule {
	c := &computed{src: reflect.TypeFor[S](), dst: reflect.TypeFor[T]()}
	if c.src.Kind() == reflect.Pointer {
		c.src = c.src.Elem()
		call := caller(fn)
		c.call = func(src pointer) (pointer, error) { return call(addressOf(&src)) }
		return computeRule{c}
	}
	c.call = caller(fn)
	return computeRule{c}
}

// Const gives the field the same value always.
func Const[T any](value T) Rule {
	return computeRule{&computed{dst: reflect.TypeFor[T](), constant: addressOf(&value)}}
}

// With converts the value on its way to the field. It stands above the
// converters of the profiles, and its result is mapped to the field like any
// other value.
func With[A, B any](convert func(A) B) Rule {
	return TryWith(func(a A) (B, error) { return convert(a), nil })
}

// TryWith is [With] for what may fail, which fails the whole mapping.
func TryWith[A, B any](convert func(A) (B, error)) Rule { return withRule{newConverter(convert)} }

type (
	fromRule    string
	computeRule struct{ source *computed }
	withRule    struct{ converter *converter }
)

func (r fromRule) String() string { return fmt.Sprintf("From(%q)", string(r)) }

func (r computeRule) String() string {
	if r.source.src == nil {
		return fmt.Sprintf("Const(%v)", r.source.dst)
	}
	return fmt.Sprintf("Compute(func(%v) %v)", r.source.src, r.source.dst)
}

func (r withRule) String() string {
	return fmt.Sprintf("With(func(%v) %v)", r.converter.src, r.converter.dst)
}

func (r fromRule) apply(f *fieldRule)    { f.path = string(r) }
func (r computeRule) apply(f *fieldRule) { f.source = r.source }
func (r withRule) apply(f *fieldRule)    { f.with = r.converter }
