package sqlite_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
)

func Example() {
	ctx := context.Background()
	drivers := data.Drivers{"sqlite": sqlite.Open}
	store, err := drivers.Open(ctx, "sqlite::memory:") // or "sqlite:data/orders.db"
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = store.Close() }()

	err = store.Define(data.Collection{
		Name:   "customers",
		Unique: []data.Index{{Name: "phone", Fields: []string{"phone"}}},
	})
	fmt.Println("defined:", err)

	add := func(id, body string) error {
		return store.Commit(ctx, data.Batch{Writes: []data.Write{
			{Op: data.Put, Collection: "customers", ID: id, Version: 1, Body: []byte(body)},
		}})
	}
	fmt.Println("maria:", add("c1", `{"name":"Maria","phone":"555-0100"}`))
	duplicate, _ := errors.AsType[*data.DuplicateError](add("c2", `{"name":"Max","phone":"555-0100"}`))
	fmt.Println("max:", duplicate)

	found, err := store.Query(ctx, "customers", query.Where(query.Text("name").HasPrefix("Ma")))
	fmt.Println(found.Total, string(found.Records[0].Body), err)
	// Output:
	// defined: <nil>
	// maria: <nil>
	// max: customers "c2" breaks the unique index "phone"
	// 1 {"name":"Maria","phone":"555-0100"} <nil>
}
