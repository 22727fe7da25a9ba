package main

import (
	"encoding/json"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/neuroglia-go/neuroglia/internal/bench/contender"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

func validationContest() contest {
	const oracle = "validator/v10"
	return contest{
		name: "validation", yardstick: oracle,
		entries: []entry{
			{oracle, func(b *testing.B) {
				validate := validator.New(validator.WithRequiredStructEnabled())
				checkBody(b, func(in *contender.Items) error { return validate.Struct(in) })
			}},
			{ours, func(b *testing.B) {
				v := validation.New(validation.Config{})
				checkBody(b, func(in *contender.Items) error { return validation.Check(v, in) })
			}},
		},
		budgets: []budget{{text: "10 times validator/v10 on valid input", of: ours, to: oracle, most: 0.1, allocs: 2}},
	}
}

func checkBody(b *testing.B, check func(*contender.Items) error) {
	var in contender.Items
	if err := json.Unmarshal(contender.Body(), &in); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := check(&in); err != nil {
			b.Fatal(err)
		}
	}
}
