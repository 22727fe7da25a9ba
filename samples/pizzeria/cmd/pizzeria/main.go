// Pizzeria serves the pizzeria. Run it with help to see its subcommands.
package main

import (
	"context"
	"os"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/api"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

func main() {
	builder := hosting.NewWebApplicationBuilder("pizzeria")
	configure(builder)
	os.Exit(builder.Main(context.Background()))
}

// configure puts the pizzeria together, layer by layer; tests do the same.
func configure(builder *hosting.WebApplicationBuilder) {
	settings := hosting.AddSettings[integration.Settings](builder)

	behaviors(builder.Services)
	application.Module(builder.Services)
	integration.Module(builder.Services, settings)

	builder.AddSubApp(hosting.SubApp{
		Path: "/api", Name: "api", Title: "Pizzeria", Description: "Orders from the counter to the door.", Docs: true,
		Controllers: api.Controllers(),
	})
}

// behaviors lists what every command and query passes through, outermost first.
func behaviors(services *di.Services) {
	mediator.AddBehavior(services, behavior.NewLogging)
	mediator.AddBehavior(services, behavior.NewRetry)
	mediator.AddBehavior(services, behavior.NewValidation)
	mediator.AddBehavior(services, behavior.NewUnitOfWork)
	di.AddSingleton[behavior.Validator](services, func(v *validation.Validator) behavior.Validator { return v })
}
