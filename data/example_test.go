package data_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

func Example() {
	ctx := context.Background()
	store, err := data.Drivers{"memory": memory.Open}.Open(ctx, "memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	orders, err := data.NewRepository[*Order, string](store, data.Config{
		Collection: "orders",
		Unique:     []data.Index{{Fields: []string{"number"}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	const status query.Text = "status"

	err = uow.Do(ctx, func(ctx context.Context) error {
		order := PlaceOrder("1", "A-17")
		order.Confirm()
		if err := orders.Add(ctx, order); err != nil {
			return err
		}
		page, err := orders.Find(ctx, query.Where(status.Eq("confirmed")))
		fmt.Println("in the unit:", page.Total)
		return err
	})
	fmt.Println(err)

	order, err := orders.Get(ctx, "1")
	fmt.Println(order.State(), "at version", order.Version(), err)

	err = orders.Add(ctx, PlaceOrder("2", "A-17"))
	duplicate, _ := errors.AsType[*data.DuplicateError](err)
	fmt.Println("taken:", duplicate.Index)

	_, err = orders.Get(ctx, "9")
	fmt.Println(err)
	// Output:
	// in the unit: 1
	// <nil>
	// {1 A-17 confirmed} at version 2 <nil>
	// taken: number
	// order "9" does not exist
}

// MenuRow is a read model.
type MenuRow struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Price int64  `json:"price"`
}

func ExampleNewDocuments() {
	ctx := context.Background()
	menu, err := data.NewDocuments(memory.New(), data.Config{Collection: "menu", NotFound: "pizza_not_found"},
		func(r *MenuRow) string { return r.ID })
	if err != nil {
		fmt.Println(err)
		return
	}
	row := data.NewDocument(MenuRow{ID: "m", Name: "Margherita", Price: 1299})
	fmt.Println(menu.Add(ctx, row))

	row.Value.Price = 1349
	fmt.Println(menu.Update(ctx, row))

	found, err := menu.Get(ctx, "m")
	fmt.Println(found.Value.Name, found.Value.Price, "at version", found.Version(), err)
	// Output:
	// <nil>
	// <nil>
	// Margherita 1349 at version 2 <nil>
}
