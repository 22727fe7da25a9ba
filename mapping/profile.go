package mapping

import "reflect"

// Profile is a list of mappings that belong together: which type is made from
// which, what differs from the rule of equal names, and converters. Fill it with
// [For] and [Convert], then give it to [New] or [AddProfile]. It is not safe for
// concurrent use and not to be changed afterwards.
type Profile struct {
	pairs      []*pairRules
	converters []*converter
}

// NewProfile returns an empty profile.
func NewProfile() *Profile { return new(Profile) }

// pairRules is what a profile says about one pair of types.
type pairRules struct {
	src, dst reflect.Type // never pointers
	fields   []*fieldRule
	at       string

	make      func() pointer      // a new destination
	makeSlice func(n int) pointer // n of them, side by side
}

// fieldRule is what a profile says about one field of the destination.
type fieldRule struct {
	name   string
	path   string // of the source; empty for the same name
	ignore bool
	source *computed  // instead of a field of the source
	with   *converter // in between
}

func (r *pairRules) field(name string) *fieldRule {
	for _, f := range r.fields {
		if f.name == name {
			return f
		}
	}
	f := &fieldRule{name: name}
	r.fields = append(r.fields, f)
	return f
}

// converter makes a value of one type from one of another.
type converter struct {
	src, dst reflect.Type
	call     func(src pointer) (pointer, error)
	at       string
}

// computed is a value that a function makes of the whole source, or a constant.
type computed struct {
	src, dst reflect.Type // src is nil for a constant
	call     func(src pointer) (pointer, error)
	constant pointer
}

// Pair is the mapping of S to D within a profile, to be refined. Its methods
// return it again.
type Pair[S, D any] struct {
	profile *Profile
	rules   *pairRules
}

// For declares that a D is made from an S, each of its fields from the field or
// method of S with the same name, and returns the pair for what differs. S and D
// are structs or pointers to structs, which means the same. Declaring one pair
// twice is a fault.
func For[S, D any](p *Profile) *Pair[S, D] {
	rules := newPairRules[D](structOf(reflect.TypeFor[S]()), structOf(reflect.TypeFor[D]()))
	p.pairs = append(p.pairs, rules)
	return &Pair[S, D]{profile: p, rules: rules}
}

// Field says where the field of D comes from. The rules are [From], [Compute],
// [TryCompute], [Const], [With] and [TryWith].
func (p *Pair[S, D]) Field(name string, rules ...Rule) *Pair[S, D] {
	f := p.rules.field(name)
	for _, r := range rules {
		r.apply(f)
	}
	return p
}

// Ignore leaves the fields of D at their zero values.
func (p *Pair[S, D]) Ignore(names ...string) *Pair[S, D] {
	for _, name := range names {
		p.rules.field(name).ignore = true
	}
	return p
}

// Reverse declares the mapping of D to S as well and returns it. Fields that one
// was mapped from another by name are mapped back; what was computed, constant or
// converted has no way back and is for the returned pair to say.
func (p *Pair[S, D]) Reverse() *Pair[D, S] {
	back := newPairRules[S](p.rules.dst, p.rules.src)
	for _, f := range p.rules.fields {
		if f.path != "" && f.with == nil {
			back.fields = append(back.fields, &fieldRule{name: f.path, path: f.name})
		}
	}
	p.profile.pairs = append(p.profile.pairs, back)
	return &Pair[D, S]{profile: p.profile, rules: back}
}

// newPairRules returns the rules of a pair whose destination is D, or what D
// points at.
func newPairRules[D any](src, dst reflect.Type) *pairRules {
	r := &pairRules{src: src, dst: dst, at: place(), make: maker(dst), makeSlice: sliceMaker(dst)}
	if dst == reflect.TypeFor[D]() {
		r.make = func() pointer { return addressOf(new(D)) }
		r.makeSlice = func(n int) pointer { return elements(make([]D, n)) }
	}
	return r
}

// Convert adds a converter that is used wherever an A becomes a B, in every
// mapping of the mapper, also within slices, maps and pointers. It must be safe
// for concurrent use.
func Convert[A, B any](p *Profile, convert func(A) B) {
	p.converters = append(p.converters, newConverter(func(a A) (B, error) { return convert(a), nil }))
}

// TryConvert is [Convert] for what may fail, which fails the whole mapping.
func TryConvert[A, B any](p *Profile, convert func(A) (B, error)) {
	p.converters = append(p.converters, newConverter(convert))
}

func newConverter[A, B any](convert func(A) (B, error)) *converter {
	return &converter{src: reflect.TypeFor[A](), dst: reflect.TypeFor[B](), call: caller(convert), at: place()}
}

// caller makes a typed function one over memory. Its result is a new value.
func caller[A, B any](fn func(A) (B, error)) func(pointer) (pointer, error) {
	return func(src pointer) (pointer, error) {
		b, err := fn(load[A](src))
		if err != nil {
			return nil, err
		}
		return addressOf(&b), nil
	}
}
