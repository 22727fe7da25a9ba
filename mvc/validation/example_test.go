package validation_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// PlaceOrder is the body of a request.
type PlaceOrder struct {
	CustomerName  string  `json:"customer_name"  validate:"required,max=100"`
	CustomerPhone string  `json:"customer_phone" validate:"required,min=10,max=20"`
	Pizzas        []Pizza `json:"pizzas"         validate:"required,min=1,dive"`
}

// Pizza is one line of it.
type Pizza struct {
	Name string `json:"name" validate:"required"`
	Size string `json:"size" validate:"oneof=small medium large"`
}

// printFaults prints what a client would read.
func printFaults(err error) {
	if e := errs.From(err); e != nil {
		for _, f := range e.Fields {
			fmt.Println(f)
		}
	}
}

func Example() {
	v := validation.New(validation.Config{})
	err := v.Validate(context.Background(), PlaceOrder{
		CustomerName:  "Ada",
		CustomerPhone: "123",
		Pizzas:        []Pizza{{Name: "Margherita", Size: "huge"}, {Size: "small"}},
	})
	printFaults(err)
	// Output:
	// /customer_phone: must have at least 10 characters
	// /pizzas/0/size: must be one of small, medium, large
	// /pizzas/1/name: is required
}

func ExampleCompile() {
	type Booking struct {
		Email  string `validate:"requird,email"`
		Guests int    `validate:"max=ten"`
	}
	_, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[Booking]())
	fmt.Println(err)
	// Output:
	// validation: validation_test.Booking.Email: tag "requird,email": the rule "requird" is unknown; did you mean "required"? A rule of your own is registered with Validator.Rule
	// validation: validation_test.Booking.Guests: tag "max=ten": the parameter of max=ten is wrong: "ten" is no whole number; correct what follows =
}

func ExamplePlan_Check() {
	plan, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[PlaceOrder]())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	order := PlaceOrder{CustomerName: "Ada", CustomerPhone: "+44 20 7946 0000"}
	for _, fault := range plan.Check(unsafe.Pointer(&order)) {
		fmt.Println(fault.Pointer, fault.Code)
	}
	// Output: /pizzas required
}

func ExampleValidator_Rule() {
	v := validation.New(validation.Config{})
	v.Rule("iban", func(_ context.Context, f validation.Field) bool {
		return len(f.String()) >= 15 && strings.HasPrefix(f.String(), f.Param())
	}, "must be an IBAN", validation.Schema{Format: "iban", Example: "DE02120300000000202051"})

	type Transfer struct {
		To string `json:"to" validate:"iban=DE"`
	}
	printFaults(v.Validate(context.Background(), Transfer{To: "FR76"}))
	// Output: /to: must be an IBAN
}

func ExampleStructRule() {
	type Booking struct {
		From time.Time `json:"from" validate:"required"`
		To   time.Time `json:"to"   validate:"required"`
	}
	v := validation.New(validation.Config{})
	validation.StructRule(v, func(_ context.Context, b *Booking, report validation.Report) {
		if b.To.Before(b.From) {
			report("To", "before_start", "must not be before the start")
		}
	})
	day := time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)
	printFaults(v.Validate(context.Background(), &Booking{From: day, To: day.AddDate(0, 0, -1)}))
	// Output: /to: must not be before the start
}

func ExampleConfig_message() {
	german := map[string]string{"required": "fehlt", "email": "ist keine E-Mail-Adresse"}
	v := validation.New(validation.Config{
		Message: func(_ context.Context, f validation.Fault) string { return german[f.Rule.Name] },
	})
	type Contact struct {
		Name  string `json:"name"  validate:"required"`
		Email string `json:"email" validate:"email"`
		Note  string `json:"note"  validate:"max=5"`
	}
	err := v.Validate(context.Background(), Contact{Email: "ada", Note: "too long"})
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Fields {
			fmt.Println(f.Pointer, f.Message)
		}
	}
	// Output:
	// /name fehlt
	// /email ist keine E-Mail-Adresse
	// /note must have at most 5 characters
}
