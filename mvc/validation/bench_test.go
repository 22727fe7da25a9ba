package validation_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/go-playground/validator/v10"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

// placeOrder is the body of the comparison with other frameworks: ten fields, a
// nested list of three, eight rules.
type placeOrder struct {
	Name     string      `json:"name"     validate:"required,min=1,max=100"`
	Phone    string      `json:"phone"    validate:"required,min=10,max=20"`
	Email    string      `json:"email"    validate:"omitempty,email"`
	Address  string      `json:"address"`
	Items    []orderItem `json:"items"    validate:"required,min=1,dive"`
	Currency string      `json:"currency" validate:"len=3"`
	Priority int         `json:"priority"`
	Gift     bool        `json:"gift"`
	Tags     []string    `json:"tags"`
	Note     string      `json:"note"     validate:"max=500"`
}

type orderItem struct {
	SKU      string `json:"sku"`
	Size     string `json:"size"     validate:"oneof=small medium large"`
	Quantity int    `json:"quantity" validate:"gte=1,lte=10"`
}

func validOrder() placeOrder {
	return placeOrder{
		Name: "Ada Lovelace", Phone: "+44 20 7946 0000", Email: "ada@example.com", Address: "12 St James's Square",
		Items: []orderItem{
			{SKU: "margherita", Size: "large", Quantity: 2},
			{SKU: "pepperoni", Size: "small", Quantity: 1},
			{SKU: "hawaiian", Size: "medium", Quantity: 4},
		},
		Currency: "EUR", Priority: 3, Tags: []string{"lunch"}, Note: "ring twice",
	}
}

func invalidOrder() placeOrder {
	order := validOrder()
	order.Phone, order.Currency, order.Items[1].Size, order.Items[2].Quantity = "123", "EURO", "huge", 11
	return order
}

func BenchmarkValid(b *testing.B) { benchmark(b, validOrder(), 0) }

func BenchmarkInvalid(b *testing.B) { benchmark(b, invalidOrder(), 4) }

func benchmark(b *testing.B, order placeOrder, faults int) {
	b.Run("plan", func(b *testing.B) {
		plan, err := validation.Compile(validation.New(validation.Config{}), reflect.TypeFor[placeOrder]())
		require.NoError(b, err)
		b.ReportAllocs()
		for b.Loop() {
			if len(plan.Check(unsafe.Pointer(&order))) != faults {
				b.Fatal("the plan found something else")
			}
		}
	})
	b.Run("check", func(b *testing.B) {
		v := validation.New(validation.Config{})
		b.ReportAllocs()
		for b.Loop() {
			if (validation.Check(v, &order) == nil) != (faults == 0) {
				b.Fatal("the check found something else")
			}
		}
	})
	b.Run("validator", func(b *testing.B) {
		engine := validator.New(validator.WithRequiredStructEnabled())
		b.ReportAllocs()
		for b.Loop() {
			if (engine.Struct(&order) == nil) != (faults == 0) {
				b.Fatal("validator found something else")
			}
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	v := validation.New(validation.Config{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := validation.Compile(v, reflect.TypeFor[placeOrder]()); err != nil {
			b.Fatal(err)
		}
		v = validation.New(validation.Config{})
	}
}

// BenchmarkAccess measures what reading fields by offset saves: the same ten
// reads, once as a plan does them and once through reflection.
func BenchmarkAccess(b *testing.B) {
	order := validOrder()
	typ := reflect.TypeFor[placeOrder]()
	b.Run("offset", func(b *testing.B) {
		tests := make([]func(unsafe.Pointer) bool, typ.NumField())
		for i := range tests {
			at := typ.Field(i).Offset
			tests[i] = func(p unsafe.Pointer) bool { return *(*byte)(unsafe.Add(p, at)) != 0 }
		}
		for b.Loop() {
			for _, test := range tests {
				test(unsafe.Pointer(&order))
			}
		}
	})
	b.Run("reflect", func(b *testing.B) {
		tests := make([]func(reflect.Value) bool, typ.NumField())
		for i := range tests {
			tests[i] = func(v reflect.Value) bool { return !v.Field(i).IsZero() }
		}
		value := reflect.ValueOf(&order).Elem()
		for b.Loop() {
			for _, test := range tests {
				test(value)
			}
		}
	})
}
