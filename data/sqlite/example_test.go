package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
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

// What is stored and what was recorded are in one file, and so is a backup of it.
func ExampleStore_Backup() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()

	store, err := sqlite.New(ctx, sqlite.Config{Path: filepath.Join(dir, "orders.db")})
	if err != nil {
		fmt.Println(err)
		return
	}
	commit, err := store.Append(ctx, eventstore.Batch{Stream: "order-1", Events: []eventstore.Event{
		{Type: "order.placed", Data: []byte(`{"total":"18.39"}`)},
		{Type: "order.confirmed"},
	}})
	fmt.Println("version", commit.Versions[0], err)
	fmt.Println("backup:", store.Backup(ctx, filepath.Join(dir, "backup.db")), store.Close())

	backup, err := sqlite.New(ctx, sqlite.Config{Path: filepath.Join(dir, "backup.db")})
	if err != nil {
		fmt.Println(err)
		return
	}
	for r, err := range backup.ReadAll(ctx, 0, eventstore.Filter{Categories: []string{"order"}}) {
		fmt.Println(r.Stream, r.Version, r.Type, string(r.Data), err)
	}
	fmt.Println(backup.Close())
	// Output:
	// version 2 <nil>
	// backup: <nil> <nil>
	// order-1 1 order.placed {"total":"18.39"} <nil>
	// order-1 2 order.confirmed {} <nil>
	// <nil>
}
