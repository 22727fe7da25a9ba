package pizzeria_test

import (
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

// Who asks for what is in the log, event by event.
func TestTheLogTellsWhichRequestLedToAnEvent(t *testing.T) {
	t.Parallel()
	pizzeria.OnEachStore(t, func(t *testing.T, database string) {
		s := newService(t, database)
		s.Start()
		placed, err := s.place(t.Context(), "5550000001")
		require.NoError(t, err)
		const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/api/orders/"+placed.ID+"/cook", http.NoBody)
		require.NoError(t, err)
		credentials, err := s.credentials(t.Context())
		require.NoError(t, err)
		req.Header.Set("Cookie", credentials["Cookie"])
		req.Header.Set("X-Request-Id", "request-1")
		req.Header.Set("X-Correlation-Id", "evening-1")
		req.Header.Set("Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusOK, resp.StatusCode)
		s.Kill()

		found := map[string]eventstore.Metadata{}
		log, err := eventstore.Of(resolve[data.Store](t, leftIn(t, database)))
		require.NoError(t, err)
		for r, err := range log.ReadAll(t.Context(), 0, eventstore.Filter{}) {
			require.NoError(t, err)
			found[r.Type] = r.Metadata
		}
		require.True(t, found["kitchen.opened"].IsZero(), "the pizzeria opens by itself")
		require.NotEmpty(t, found["order.created"].Correlation)
		require.Empty(t, found["order.created"].Actor, "a guest placed it")
		for _, cooked := range []string{"order.cooking.started", "kitchen.place.taken"} {
			require.Equal(t, "evening-1", found[cooked].Correlation)
			require.Equal(t, "request-1", found[cooked].Causation)
			require.Equal(t, "#marta", found[cooked].Actor)
			require.Contains(t, found[cooked].Trace, trace)
		}
	})
}

// requireStateIsFold holds every aggregate of a database, which no process uses, to its
// events in the log.
func requireStateIsFold(t *testing.T, database string) {
	t.Helper()
	left := leftIn(t, database)
	requireFold[*domain.Order](t, left, "orders", domain.OrderCreated{}, domain.PizzaAdded{}, domain.OrderConfirmed{}, domain.CookingStarted{},
		domain.OrderReady{}, domain.DriverAssigned{}, domain.DeliveryStarted{}, domain.OrderDelivered{}, domain.OrderCancelled{})
	requireFold[*domain.Customer](t, left, "customers", domain.CustomerRegistered{}, domain.ContactUpdated{})
	requireFold[*domain.Pizza](t, left, "pizzas", domain.PizzaCreated{}, domain.PizzaUpdated{})
	requireFold[*domain.Kitchen](t, left, "kitchens", domain.KitchenOpened{}, domain.PlaceTaken{}, domain.PlaceFreed{})
}

// requireFold compares what is stored with what an event-sourced repository makes of the
// log: the same aggregates, in the same versions and with the same state.
func requireFold[T aggregate.Aggregate](t *testing.T, left *di.Container, collection string, events ...aggregate.Event) {
	t.Helper()
	registry, err := eventstore.NewRegistry(eventstore.Events(events...))
	require.NoError(t, err)
	folds, err := eventstore.NewRepository[T, string](resolve[data.Store](t, left), eventstore.Config{Collection: collection, Registry: registry})
	require.NoError(t, err)
	byID := query.All().OrderBy(query.ID.Asc())
	folded, err := folds.Find(t.Context(), byID)
	require.NoError(t, err)
	stored, err := resolve[data.Repository[T, string]](t, left).Find(t.Context(), byID)
	require.NoError(t, err)
	require.NotEmpty(t, stored.Items)
	require.Equal(t, idsOf(folded.Items), idsOf(stored.Items), "%s in the log, and those that are stored", collection)
	for i, want := range folded.Items {
		require.Equal(t, want.Version(), stored.Items[i].Version(), want.ID())
		require.Equal(t, stateOf(t, want), stateOf(t, stored.Items[i]), "the state is not the fold of the events")
	}
}

func idsOf[T aggregate.Aggregate](all []T) []string {
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.ID()
	}
	return ids
}

// stateOf returns the state as it is stored, which has one form for an empty list.
func stateOf(t *testing.T, a aggregate.Aggregate) string {
	t.Helper()
	body, err := data.Encode(aggregate.StateOf(a))
	require.NoError(t, err)
	return string(body)
}

// leftIn returns the repositories of the pizzeria over a database.
func leftIn(t *testing.T, database string) *di.Container {
	t.Helper()
	services := di.NewServices()
	application.Module(services)
	integration.Module(services)
	di.AddValue(services, integration.Settings{DatabaseURL: database, KitchenSize: 3})
	di.AddValue(services, integration.Development(true))
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddValue[auth.Auditor](services, auth.NewLogAuditor(slog.New(slog.DiscardHandler)))
	di.AddValue[behavior.Validator](services, validation.New(validation.Config{}))
	return ditest.Container(t, services)
}

func resolve[T any](t *testing.T, c *di.Container) T {
	t.Helper()
	service, err := di.Resolve[T](c)
	require.NoError(t, err)
	return service
}
