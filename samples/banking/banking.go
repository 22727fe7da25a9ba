// Package banking puts the bank together from its layers:
//
//	domain       the rules: people, accounts, transfers, and nothing but their events
//	application  the use cases, the process that carries out transfers, the read models
//	integration  the world: log, keys, clock, identities, whoever is told
//	api          HTTP
//	cli          commands for those who run the bank
//
// Each layer registers itself with one function, and [Configure] calls them. The
// program in cmd/banking and the tests run the same composition.
package banking

import (
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/samples/banking/api"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/cli"
	"github.com/neuroglia-go/neuroglia/samples/banking/integration"
)

// Name is the name of the service; the names of its settings begin with it.
const Name = "banking"

// Defaults returns what the bank prefers to the defaults of the host: a port of its own, so that
// it runs beside the pizzeria.
func Defaults() map[string]string { return map[string]string{"port": "8081"} }

// Configure adds the whole bank to the builder.
func Configure(builder *hosting.WebApplicationBuilder) {
	settings := hosting.AddSettings[integration.Settings](builder)
	application.Module(builder.Services)
	integration.Module(builder.Services)
	if settings.EventsURL != "" {
		integration.Relay(builder.Services)
	}
	worker.Subscriptions(builder)
	worker.Projections(builder)
	worker.Processes(builder)
	builder.AddCommand(cli.Accounts(), cli.Events())
	builder.AddSubApp(hosting.SubApp{
		Path: "/api", Title: "Banking", Description: "People, their accounts, and money that moves between them.",
		Controllers: api.Controllers(), Docs: true, Configure: api.Describe,
	})
}
