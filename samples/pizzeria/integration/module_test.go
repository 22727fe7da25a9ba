package integration_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

func services(url string) *di.Services {
	services := di.NewServices()
	application.Module(services)
	integration.Module(services)
	di.AddValue(services, integration.Settings{DatabaseURL: url, KitchenSize: 2})
	di.AddValue(services, integration.Development(true))
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddValue[auth.Auditor](services, auth.NewLogAuditor(slog.New(slog.DiscardHandler)))
	di.AddValue[behavior.Validator](services, validation.New(validation.Config{}))
	return services
}

func resolve[T any](t *testing.T, c *di.Container) T {
	t.Helper()
	service, err := di.Resolve[T](c)
	require.NoError(t, err)
	return service
}

// The opening leaves a menu behind, in whatever store the URL names, and finds
// it there when the process starts again.
func TestThePizzeriaOpensOverEachStore(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url   func(t *testing.T) string
		keeps bool
	}{
		"memory":     {func(*testing.T) string { return "memory:" }, false},
		"sqlite":     {func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "below", "pizzeria.db") }, true},
		"postgres":   {func(t *testing.T) string { return testenv.Postgres(t) }, true},
		"postgresql": {func(t *testing.T) string { return strings.Replace(testenv.Postgres(t), "postgres:", "postgresql:", 1) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := tt.url(t)
			first := open(t, url)
			require.Len(t, first, 6)
			again := open(t, url)
			require.Len(t, again, 6)
			require.Equal(t, tt.keeps, slices.Equal(first, again))
		})
	}
}

// open runs the opening in a container of its own and returns the ids on the menu.
func open(t *testing.T, url string) []string {
	t.Helper()
	container, err := services(url).Build(t.Context())
	require.NoError(t, err)
	defer func() { require.NoError(t, container.Close(context.Background())) }()
	opening := resolve[*integration.Opening](t, container)
	require.NoError(t, opening.Run(t.Context()))
	<-opening.Ready()

	menu, err := resolve[application.Pizzas](t, container).Find(t.Context(), query.All())
	require.NoError(t, err)
	ids := make([]string, len(menu.Items))
	for i, pizza := range menu.Items {
		ids[i] = pizza.ID()
	}
	return ids
}

func TestAStoreThatFailsIsTold(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, services("memory:"))
	checks, err := di.ResolveAll[health.Check](container)
	require.NoError(t, err)
	require.Len(t, checks, 1)
	check := checks[0]
	require.Equal(t, "database", check.Name)
	require.NoError(t, check.Checker.Check(t.Context()))

	require.NoError(t, resolve[data.Store](t, container).Close())
	require.Error(t, check.Checker.Check(t.Context()))
	opening := resolve[*integration.Opening](t, container)
	require.Error(t, opening.Run(t.Context()))
	select {
	case <-opening.Ready():
		t.Fatal("a pizzeria that could not open is not ready")
	default:
	}
}

func TestAnUnknownStoreIsRefused(t *testing.T) {
	t.Parallel()
	_, err := services("mysql://localhost/pizzeria").Build(t.Context())
	require.ErrorContains(t, err, "memory:, postgres:, postgresql: or sqlite:")
}

func TestTheWorld(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, services("memory:"))
	require.EqualValues(t, 2, resolve[application.KitchenCapacity](t, container))
	require.Equal(t, time.UTC, resolve[application.Clock](t, container)().Location())

	newID := resolve[application.NewID](t, container)
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = newID()
	}
	require.True(t, slices.IsSorted(ids), "later ids sort after earlier ones")
	require.Len(t, slices.Compact(ids), 1000)
}
