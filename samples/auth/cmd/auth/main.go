// Auth serves the auth service. Run it with help to see its subcommands.
package main

import (
	"context"
	"os"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/samples/auth"
)

func main() {
	builder := hosting.NewBuilder(hosting.Config{Name: auth.Name, Defaults: auth.Defaults()})
	auth.Configure(builder)
	os.Exit(builder.Main(context.Background()))
}
