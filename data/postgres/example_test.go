package postgres_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/postgres"
)

// A program that cannot start says what is wrong and what to do, and keeps the password
// to itself.
func Example() {
	drivers := data.Drivers{"postgres": postgres.Open}
	_, err := drivers.Open(context.Background(), "postgres://pizzeria:secret@127.0.0.1:1/orders?sslmode=disable")
	message, _, _ := strings.Cut(err.Error(), ": failed to connect")
	fmt.Println(message[strings.Index(message, "PostgreSQL at"):])

	_, err = drivers.Open(context.Background(), "postgres://pizzeria:secret@db/orders?pooling=statement")
	fmt.Println(err)
	// Output:
	// PostgreSQL at 127.0.0.1:1, database "orders", user "pizzeria": no server answers there; start it, or correct host and port in the URL
	// open the postgres store: PostgreSQL URL of db/orders: pooling=statement is unknown; use transaction behind a proxy that pools by transaction, else session
}

func ExampleParseURL() {
	config, err := postgres.ParseURL("postgres://pizzeria@db:5432/orders?schema=shop&pooling=transaction&pool_max_conns=20")
	fmt.Println(config.Schema, config.TransactionPooling, config.URL, err)
	// Output:
	// shop true postgres://pizzeria@db:5432/orders?pool_max_conns=20 <nil>
}
