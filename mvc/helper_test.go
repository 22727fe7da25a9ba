package mvc_test

import (
	"context"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// serve builds an application and returns a client that holds it to its document.
func serve(t testing.TB, config mvc.Config, registrations ...mvc.Registration) *mvctest.Client {
	t.Helper()
	app := build(t, di.NewServices(), config, registrations...)
	document, err := app.OpenAPI()
	require.NoError(t, err)
	require.Empty(t, document.Validate())
	return mvctest.New(t, app.Handler(), document)
}

func newServices() *di.Services { return di.NewServices() }

// build registers an application with the services and builds those.
func build(t testing.TB, services *di.Services, config mvc.Config, registrations ...mvc.Registration) *mvc.App {
	t.Helper()
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	app := mvc.NewApp(config, registrations...)
	app.Register(services)
	container, err := services.Build(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, container.Close(context.Background())) })
	return app
}

// faultsOf returns the report of an application that must not build.
func faultsOf(t testing.TB, registrations ...mvc.Registration) []di.Fault {
	t.Helper()
	services := di.NewServices()
	mvc.NewApp(mvc.Config{}, registrations...).Register(services)
	err := services.Validate()
	var report *di.BuildError
	require.ErrorAs(t, err, &report)
	return report.Faults
}

// mark is a middleware that leaves its name in the Trail header.
func mark(name string) mvc.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("Trail", name)
			next.ServeHTTP(w, r)
		})
	}
}
