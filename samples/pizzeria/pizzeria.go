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
	"net/http"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/mvc/openapi"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/api"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

// Name is the name of the service; the names of its settings begin with it.
const Name = "pizzeria"

// Configure adds the whole pizzeria to the builder.
func Configure(builder *hosting.WebApplicationBuilder) {
	settings := hosting.AddSettings[integration.Settings](builder)
	secure(builder, settings.OIDC)
	application.Module(builder.Services)
	integration.Module(builder.Services)
	if settings.EventsURL != "" {
		integration.Relay(builder.Services)
	}
	worker.Subscriptions(builder)
	worker.Projections(builder)
	hosting.AddMiddleware(builder, authenticate)
	builder.AddSubApp(hosting.SubApp{
		Path: "/api", Title: "Pizzeria", Description: "Orders from the counter to the door.",
		Controllers: api.Controllers(), Docs: true, Configure: api.Describe,
	})
}

// secure settles who has an account here, and says in the documents how one signs in.
func secure(builder *hosting.WebApplicationBuilder, provider integration.OIDC) {
	development := builder.Profile != config.Production
	di.AddValue(builder.Services, integration.Development(development))
	integration.RequireOIDC(builder.Services, provider)
	if development {
		builder.AddSecurityScheme("account", api.AccountSecurity())
		builder.AddSecurityScheme("cookie", openapi.CookieAuth(integration.Cookie))
	}
	if provider.Issuer != "" || !development {
		builder.AddSecurityScheme("bearer", openapi.BearerAuth("JWT"))
	}
}

// authenticate finds out who sends a request, and refuses what other sites have browsers send.
func authenticate(callers integration.Callers, sessions *session.Sessions) (hosting.Middleware, error) {
	protection, err := csrf.New(csrf.Config{})
	who := auth.Middleware(callers...)
	return func(next http.Handler) http.Handler {
		return sessions.Middleware(who(protection.Middleware(next)))
	}, err
}
