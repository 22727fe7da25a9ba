// Package pizzeria puts the pizzeria together from its layers:
//
//	domain       the rules: orders, menu, customers, the kitchen
//	application  the use cases, and what they need from the world as interfaces
//	integration  the world: store, clock, identities, what runs at start
//	api          HTTP
//
// Each layer registers itself with one function, and [Configure] calls them. The
// program in cmd/pizzeria and the tests of the API run the same composition.
package pizzeria

import (
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/api"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

// Name is the name of the service; the names of its settings begin with it.
const Name = "pizzeria"

// Configure adds the whole pizzeria to the builder.
func Configure(builder *hosting.WebApplicationBuilder) {
	settings := hosting.AddSettings[integration.Settings](builder)
	application.Module(builder.Services)
	integration.Module(builder.Services)
	if settings.EventsURL != "" {
		integration.Relay(builder.Services)
	}
	worker.Subscriptions(builder)
	worker.Projections(builder)
	builder.AddSubApp(hosting.SubApp{
		Path: "/api", Title: "Pizzeria", Description: "Orders from the counter to the door.",
		Controllers: api.Controllers(), Docs: true, Configure: api.Describe,
	})
}
