// Package integration joins the pizzeria to the world: the store that a URL
// names, the clock and the source of identities.
package integration

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// Settings are what the pizzeria can be told about the world.
type Settings struct {
	DatabaseURL string        `default:"sqlite:.data/pizzeria.db" validate:"required,startswith=memory:|startswith=sqlite:|startswith=postgres://|startswith=postgresql://" doc:"Where the data is kept: memory:, sqlite:path or postgres://user:password@host:5432/database."`
	EventsURL   string        `default:"" validate:"omitempty,startswith=nats://|startswith=amqp://|startswith=https://" doc:"Where order events are sent: nats://host:4222, amqp://user:password@host:5672 or https://host/path. Empty sends none."`
	EventsKeys  config.Secret `default:"" doc:"The keys that sign events sent to https://, the newest first."`
	KitchenSize int           `default:"3" validate:"min=1,max=100" doc:"How many orders the oven holds."`
	OIDC        OIDC
}

// Module registers what the application needs from the world. It needs [Settings] and whether
// it is [Development].
func Module(services *di.Services) {
	di.AddValue[application.Clock](services, now)
	di.AddValue[application.NewID](services, newID)
	di.AddSingleton[application.KitchenCapacity](services, newKitchenCapacity)

	di.AddValue[behavior.Origin](services, behavior.OriginFunc(originOf))
	di.AddSingleton[data.Store](services, openStore)
	di.AddSingleton[eventstore.Store](services, eventstore.Of)
	di.AddSingleton[application.Orders](services, newOrders)
	di.AddSingleton[application.Pizzas](services, newPizzas)
	di.AddSingleton[application.Customers](services, newCustomers)
	di.AddSingleton[application.Kitchens](services, newKitchens)
	di.AddSingleton[application.Accounts](services, newAccounts)
	di.AddSingleton[session.Store](services, newSessionStore)
	di.AddSingleton[*session.Sessions](services, newSessions)
	di.AddSingleton[Callers](services, newCallers)
	hosting.AddService[*session.Purger](services, newPurger, hosting.InRole(worker.Role))
	hosting.AddService[*Welcome](services, NewWelcome, hosting.InRole(hosting.RoleWeb))
	hosting.AddService[*Opening](services, NewOpening)
	hosting.AddService[*application.KitchenFeed](services, application.NewKitchenFeed, hosting.InRole(hosting.RoleWeb))
	hosting.AddService[*ingest.Runner](services, newInbox, hosting.InRole(worker.Role))
	health.Add(services, newDatabaseCheck)
}

func now() time.Time { return time.Now().UTC() }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func newKitchenCapacity(settings Settings) application.KitchenCapacity {
	return application.KitchenCapacity(settings.KitchenSize)
}

func openStore(settings Settings) (data.Store, error) {
	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open, "postgres": postgres.Open, "postgresql": postgres.Open}
	return drivers.Open(context.Background(), settings.DatabaseURL)
}

// newInbox cleans what is remembered of received events; they come over HTTP only.
func newInbox(i *ingest.Ingest) *ingest.Runner { return ingest.NewRunner(i, nil) }

func newDatabaseCheck(store data.Store) health.Check {
	return health.Check{Name: "database", Checker: health.CheckerFunc(store.Ping)}
}

func newOrders(store data.Store) (application.Orders, error) {
	return data.NewRepository[*domain.Order, string](store, data.Config{
		Collection: "orders",
		Indexes: []data.Index{
			{Name: "status_confirmed", Fields: []string{"status", "confirmed_time"}},
			{Name: "phone_time", Fields: []string{"customer.phone", "order_time"}},
			{Name: "time", Fields: []string{"order_time"}},
		},
	})
}

func newPizzas(store data.Store) (application.Pizzas, error) {
	return data.NewRepository[*domain.Pizza, string](store, data.Config{
		Collection: "pizzas",
		Unique:     []data.Index{{Name: "name", Fields: []string{"name"}, Code: "pizza_name_taken"}},
	})
}

func newCustomers(store data.Store) (application.Customers, error) {
	return data.NewRepository[*domain.Customer, string](store, data.Config{
		Collection: "customers",
		Unique:     []data.Index{{Name: "phone", Fields: []string{"phone"}, Code: "phone_taken"}},
	})
}

func newKitchens(store data.Store) (application.Kitchens, error) {
	return data.NewRepository[*domain.Kitchen, string](store, data.Config{Collection: "kitchens"})
}
