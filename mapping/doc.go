// Package mapping makes values of one type from values of another, by plans that
// are compiled at Build.
//
//	func NewOrderProfile() *mapping.Profile {
//		p := mapping.NewProfile()
//		mapping.For[domain.Order, OrderDTO](p).
//			Field("Pizzas", mapping.From("Lines")).
//			Field("Total", mapping.Compute(func(o domain.Order) domain.Money { return o.Total() })).
//			Ignore("Links")
//		mapping.For[domain.Line, LineDTO](p)
//		mapping.Convert(p, func(m domain.Money) string { return m.String() })
//		return p
//	}
//
//	mapping.AddProfile(services, NewOrderProfile)
//	…
//	dto, err := mapping.Map[OrderDTO](mapper, order)
//
// Without package di, [New] compiles the profiles.
//
// # Where a field comes from
//
// Each exported field of the destination comes from the exported field of the
// source with the same name, or from its getter: a method of that name without
// parameters that returns a value, or a value and an error. Fields of embedded
// structs count as fields, on both sides. What differs is said field by field
// with [From], [Compute], [Const] and [With].
//
// A field that nothing is the source of is a fault of Build, with the code
// unmapped_field. That is the point of the package: whoever adds a field to a
// destination is told to fill it, or to say that it stays empty with Ignore.
//
// # How types become each other
//
// In this order:
//
//   - a converter that a profile has for the two types ([Convert]);
//   - structs that a profile declares a pair for ([For]), by its rules;
//   - equal types, see below, and interfaces that the source implements;
//   - pointers, which are followed and made; nil becomes the zero value;
//   - types of one basic kind, and numbers: an integer becomes any other or a
//     float, and the mapping fails where the value does not fit; a float never
//     becomes an integer by itself;
//   - strings and byte slices;
//   - slices, arrays of one length and maps, element by element; nil stays nil;
//   - structs, field by field, by the same strict rules;
//   - types that marshal themselves as text, from and to strings.
//
// Everything else is a fault with the code unmappable_field.
//
// # What is copied
//
// Slices, maps and pointers are copied with what they hold, so that the result
// shares nothing with its source. The exception are objects: structs with
// unexported fields, which nobody else can take apart. They are copied as by an
// assignment, and pointers to them are assigned. A pointer to a time.Time is
// copied. What a converter or a computed field returns is taken as it is.
//
// # What it costs
//
// A plan is a list of steps over the offsets of fields, without reflection and
// with the allocations of the same code by hand. A look-up and one to three
// nanoseconds a field come on top, so that it takes about half as long again where
// there are lists and pointers to copy, and more where by hand nothing happens but
// moving a few words. Getters and maps go through reflection, a few hundred
// nanoseconds each; Compute calls a getter directly. A mapping that computes
// something needs its source on the heap, so give it a pointer where the source is
// large.
//
// # What it is not for
//
// It makes new values and does not merge into existing ones. It does not check
// what it maps; that is for validation and for the domain.
package mapping
