package mapping_test

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mapping"
)

// A pizza of the domain, and as callers see it.
type (
	Pizza struct {
		Name     string
		Size     Size
		Toppings []string
		BakedAt  time.Time
		Cents    int64
	}
	Size string

	PizzaDTO struct {
		Title    string
		Size     string
		Toppings []string
		BakedAt  string
		Price    string
	}
)

func NewPizzaProfile() *mapping.Profile {
	p := mapping.NewProfile()
	mapping.For[Pizza, PizzaDTO](p).
		Field("Title", mapping.From("Name")).
		Field("Price", mapping.Compute(func(z Pizza) string { return fmt.Sprintf("%d.%02d", z.Cents/100, z.Cents%100) }))
	mapping.Convert(p, func(at time.Time) string { return at.Format(time.Kitchen) })
	return p
}

func Example() {
	mapper, err := mapping.New(NewPizzaProfile())
	if err != nil {
		fmt.Println(err)
		return
	}
	pizza := Pizza{
		Name: "Diavola", Size: "large", Toppings: []string{"salami"}, Cents: 1450,
		BakedAt: time.Date(2026, 3, 1, 19, 30, 0, 0, time.UTC),
	}
	dto, err := mapping.Map[PizzaDTO](mapper, pizza)
	fmt.Printf("%+v %v\n", dto, err)
	// Output:
	// {Title:Diavola Size:large Toppings:[salami] BakedAt:7:30PM Price:14.50} <nil>
}

func ExampleAddProfile() {
	services := di.NewServices()
	mapping.AddProfile(services, func() *mapping.Profile {
		p := mapping.NewProfile()
		mapping.For[Pizza, PizzaDTO](p).Ignore("Price")
		return p
	})

	_, err := services.Build(context.Background())

	fmt.Println(err)
	// Output:
	// 1 fault; nothing was started.
	//
	// 1. mapping_test.PizzaDTO.Title has no source in mapping_test.Pizza
	//    registered at example_test.go:61
	//    fix: map it with Field("Title", mapping.From(…)), compute it with Field("Title", mapping.Compute(…)), or leave it out with Ignore("Title")
}

func ExamplePair_Reverse() {
	type (
		Customer    struct{ ID, Name string }
		CustomerRow struct{ Key, Name string }
	)
	p := mapping.NewProfile()
	mapping.For[Customer, CustomerRow](p).Field("Key", mapping.From("ID")).Reverse()
	mapper, err := mapping.New(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	row, _ := mapping.Map[CustomerRow](mapper, Customer{"7", "Ada"})
	customer, _ := mapping.Map[Customer](mapper, row)
	fmt.Println(row, customer)
	// Output:
	// {7 Ada} {7 Ada}
}
