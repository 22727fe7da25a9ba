// Banking serves the bank. Run it with help to see its subcommands.
package main

import (
	"context"
	"os"

	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/samples/banking"
)

func main() {
	builder := hosting.NewBuilder(hosting.Config{Name: banking.Name, Defaults: banking.Defaults()})
	banking.Configure(builder)
	os.Exit(builder.Main(context.Background()))
}
