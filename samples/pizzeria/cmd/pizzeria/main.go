// Pizzeria serves the pizzeria. Run it with help to see its subcommands.
package main

import (
	"context"
	"os"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria"
)

func main() {
	builder := hosting.NewWebApplicationBuilder(pizzeria.Name)
	pizzeria.Configure(builder)
	os.Exit(builder.Main(context.Background()))
}
