package validation_test

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// Crust is an enumeration.
type Crust string

// Values lists what a crust may be.
func (Crust) Values() []Crust { return []Crust{"thin", "thick"} }

// ChangePizza is a merge patch.
type ChangePizza struct {
	Crusts []Crust                `json:"crusts"`
	Notes  codec.Optional[string] `json:"notes" validate:"max=5"`
}

func ExampleEnumValues() {
	v := validation.New(validation.Config{})
	printFaults(v.Validate(context.Background(), ChangePizza{
		Crusts: []Crust{"thin", "square"},
		Notes:  codec.Some("no onions"),
	}))
	printFaults(v.Validate(context.Background(), ChangePizza{Notes: codec.Null[string]()}))
	// Output:
	// /crusts/1: must be one of thin, thick
	// /notes: must have at most 5 characters
}
