// Package validation checks values by the validate tags of go-playground/validator,
// compiled.
//
//	type PlaceOrder struct {
//		CustomerName  string  `json:"customer_name"  validate:"required,max=100"`
//		CustomerPhone string  `json:"customer_phone" validate:"required,min=10,max=20"`
//		Pizzas        []Pizza `json:"pizzas"         validate:"required,min=1,dive"`
//	}
//
//	v := validation.New(validation.Config{})
//	err := v.Validate(ctx, order)    // nil, or an *errs.Error with one field per fault
//
// All faults are reported at once, each with an RFC 6901 pointer made of JSON
// names, the rule as its code and a sentence a client can act on:
//
//	/customer_phone: must have at least 10 characters
//	/pizzas/0/size: must be one of small, medium, large
//
// # Plans
//
// [Compile] turns the tags of a type into a [Plan]: direct checks per field that
// read memory by offset. A valid value costs no allocation and about a tenth of
// what validator takes. Plans are kept, so [Validator.Validate] and [Check]
// compile a type when they first see it; an application compiles at Build, where
// the faults of the tags belong, all of them in one error:
//
//	validation: orders.PlaceOrder.CustomerPhone: tag "required,mni=10": the rule "mni" is unknown; did you mean "min"? …
//
// # Beyond tags
//
// A type that lists its values in a method Values is checked against the list
// wherever a field holds it, see [EnumValues]. The rules of a wrapper such as
// codec.Optional, known by its methods OptionalType and OptionalValue, are those of
// the value in it; none passes unless it is required.
//
// # What validator does
//
// Rules that are compiled are equal to validator's by proof: generated types and
// values are checked by both, and both must find the same faults. Everything
// else runs through validator itself, for exactly the value, field or struct
// concerned: rules of your own, those that read other fields (eqfield,
// required_if), formats whose grammar is not worth a second reading, fields
// behind interfaces. docs/reference/validation.md lists which is which.
//
// # One vocabulary
//
// [Rules] and [Validator.Rules] give the parsed tag, so that OpenAPI states what
// is checked. [Validator.Rule] registers check, sentence and schema of a custom
// rule together, [Validator.Alias] a name for several rules and [StructRule] a
// check of a whole struct. Register before the first type is compiled.
//
// # Binary size
//
// The rule validateFn of validator looks methods up by name, which makes the
// linker keep every exported method of a program. The build tag
// validator_novalidatefn leaves the rule out and saves several megabytes; a type
// that uses it then does not compile into a plan.
package validation
