// Package auth puts the auth service together from its layers:
//
//	domain       the rules: about users, and about what members write
//	application  the use cases of both contexts, and who may send which
//	integration  the world: stores, keys, hashes, tokens, who knows who may what
//	api          HTTP
//	rpc          gRPC
//	cli          commands for those who run the service
//
// Each layer registers itself with one function, and [Configure] calls them. The
// program in cmd/auth and the tests run the same composition.
package auth

import (
	"net/http"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/csrf"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/rpc"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/samples/auth/api"
	"github.com/neuroglia-go/neuroglia/samples/auth/application"
	"github.com/neuroglia-go/neuroglia/samples/auth/cli"
	"github.com/neuroglia-go/neuroglia/samples/auth/integration"
	calls "github.com/neuroglia-go/neuroglia/samples/auth/rpc"
	"github.com/neuroglia-go/neuroglia/samples/auth/rpc/postv1/postv1connect"
)

// Name is the name of the service; the names of its settings begin with it.
const Name = "auth"

// Defaults returns what the service prefers to the defaults of the host: a port of its own, so
// that it runs beside the other samples, one for RPC, and health on another one.
func Defaults() map[string]string {
	return map[string]string{"port": "8082", "admin.port": "8083", "rpc.port": "8084"}
}

// Configure adds the whole service to the builder.
func Configure(builder *hosting.WebApplicationBuilder) {
	settings := hosting.AddSettings[integration.Settings](builder)
	development := builder.Profile != config.Production
	if !development {
		integration.RequireSecrets(builder.Services, settings)
	}
	di.AddValue(builder.Services, integration.Development(development))
	application.Module(builder.Services)
	integration.Module(builder.Services)
	integration.AddOpenFGACheck(builder.Services, settings)
	integration.AddLive(builder, settings)
	worker.Subscriptions(builder)
	builder.AddCommand(cli.Users(), cli.Sessions(), cli.OpenFGA())
	hosting.AddMiddleware(builder, authenticate)
	rpc.AddMiddleware(builder, authenticateCalls)
	rpc.AddService(builder, postv1connect.NewPostV1Handler, calls.NewPosts)
	builder.AddSubApp(hosting.SubApp{Name: "home", Controllers: api.Home()})
	builder.AddSubApp(hosting.SubApp{
		Path: "/api/v1", Name: "auth", Title: "Auth", Description: "Who somebody is, and what they may do.",
		Middleware:  []mvc.Middleware{api.RootWithSlash},
		Controllers: api.Controllers(), Docs: true, Configure: api.Describe,
	})
	builder.AddSubApp(hosting.SubApp{
		Path: "/v1", Name: "content", Title: "Content", Description: "What members write.",
		Controllers: api.Contents(), Docs: true, Configure: api.DescribeContents,
	})
}

// authenticate finds out who sends a request: by a bearer token if there is one, else by the
// cookie of a session; and refuses what another site has the browser send with that.
func authenticate(bearers *integration.Bearers, sessions *session.Sessions, protection *csrf.Protection, settings integration.Settings) hosting.Middleware {
	who, where := auth.Middleware(bearers, sessions), api.KeepAddress(settings.TrustedProxies)
	return func(next http.Handler) http.Handler {
		return sessions.Middleware(who(protection.Middleware(where(next))))
	}
}

// authenticateCalls finds out who calls by RPC: by a bearer token, for cookies are of browsers.
func authenticateCalls(bearers *integration.Bearers) hosting.Middleware {
	return auth.Middleware(bearers)
}
