package integration_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
	"github.com/neuroglia-go/neuroglia/samples/banking/integration"
)

func services(settings integration.Settings) *di.Services {
	services := di.NewServices()
	application.Module(services)
	integration.Module(services)
	di.AddValue(services, settings)
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddValue[behavior.Validator](services, validation.New(validation.Config{}))
	return services
}

func resolve[T any](t *testing.T, c *di.Container) T {
	t.Helper()
	service, err := di.Resolve[T](c)
	require.NoError(t, err)
	return service
}

func send[Q mediator.Request[R], R any](t *testing.T, c *di.Container, request Q) R {
	t.Helper()
	result, err := mediator.Send(t.Context(), resolve[*mediator.Mediator](t, c), request)
	require.NoError(t, err)
	return result
}

// open opens an account for somebody new.
func open(t *testing.T, c *di.Container) application.AccountDTO {
	t.Helper()
	ada := send(t, c, application.RegisterPerson{
		FirstName: "Ada", LastName: "Lovelace", Nationality: "GB", Gender: domain.Female, DateOfBirth: "1970-12-10",
		Address: application.AddressDTO{Street: "St James's Square 12", PostalCode: "SW1Y 4JH", City: "London", Country: "GB"},
	})
	return send(t, c, application.OpenAccount{OwnerID: ada.ID, Currency: domain.EUR})
}

func deposit(t *testing.T, c *di.Container, accountID, key string, cents int64) application.AccountDTO {
	t.Helper()
	return send(t, c, application.Deposit{RepeatableOnce: application.RepeatableOnce{Key: key}, AccountID: accountID, Amount: domain.Cents(cents)})
}

// What the bank knows is there when it starts again, in whatever store the URL names: events,
// snapshots and the keys of people.
func TestTheBankKeepsWhatItKnows(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "below", "banking.db") },
		"postgres":   func(t *testing.T) string { return testenv.Postgres(t) },
		"postgresql": func(t *testing.T) string { return strings.Replace(testenv.Postgres(t), "postgres:", "postgresql:", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := integration.Settings{DatabaseURL: url(t)}
			first, err := services(settings).Build(t.Context())
			require.NoError(t, err)
			account := open(t, first)
			for i := range 120 { // past a snapshot
				deposit(t, first, account.ID, strconv.Itoa(i), 1_00)
			}
			require.NoError(t, first.Close(context.Background()))

			again := ditest.Container(t, services(settings))
			stored := send(t, again, application.GetAccount{AccountID: account.ID})
			require.Equal(t, "120.00", stored.Balance.String())
			require.Equal(t, "Ada Lovelace", stored.OwnerName)
			require.EqualValues(t, 121, stored.Version)
		})
	}
}

func TestAStoreThatFailsIsTold(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, services(integration.Settings{DatabaseURL: "memory:"}))
	checks, err := di.ResolveAll[health.Check](container)
	require.NoError(t, err)
	require.Len(t, checks, 1)
	require.Equal(t, "database", checks[0].Name)
	require.NoError(t, checks[0].Checker.Check(t.Context()))
	require.NoError(t, resolve[data.Store](t, container).Close())
	require.Error(t, checks[0].Checker.Check(t.Context()))
	_, err = resolve[application.Sealer](t, container).Open(t.Context(), "ada", nil)
	require.NotErrorIs(t, err, errs.KindGone, "a key that cannot be read is not one that was thrown away")
	require.Error(t, err)
	require.Error(t, resolve[application.Sealer](t, container).Forget(t.Context(), "ada"))
	_, err = resolve[application.Sealer](t, container).Seal(t.Context(), "ada", domain.Details{})
	require.Error(t, err)
}

func TestAnUnknownStoreIsRefused(t *testing.T) {
	t.Parallel()
	_, err := services(integration.Settings{DatabaseURL: "mysql://localhost/banking"}).Build(t.Context())
	require.ErrorContains(t, err, "memory:, postgres:, postgresql: or sqlite:")
}

func TestTheWorld(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, services(integration.Settings{DatabaseURL: "memory:", InterestRate: 7}))
	require.EqualValues(t, 7, resolve[application.InterestRate](t, container))
	require.Equal(t, time.UTC, resolve[application.Clock](t, container)().Location())
	newID := resolve[application.NewID](t, container)
	require.Less(t, newID(), newID(), "later ids sort after earlier ones")
}
