// Package integration joins the bank to the world: the store that a URL names, the keys of
// people, the clock, the source of identities, and whoever is told of what happens.
package integration

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/hosting/worker"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// Settings are what the bank can be told about the world.
type Settings struct {
	DatabaseURL  string        `default:"sqlite:.data/banking.db" validate:"required,startswith=memory:|startswith=sqlite:|startswith=postgres://|startswith=postgresql://" doc:"Where the log and all else is kept: memory:, sqlite:path or postgres://user:password@host:5432/database."`
	EventsURL    string        `default:"" validate:"omitempty,startswith=nats://|startswith=amqp://|startswith=https://" doc:"Where events for others are sent: nats://host:4222, amqp://user:password@host:5672 or https://host/path. Empty sends none."`
	EventsKeys   config.Secret `default:"" doc:"The keys that sign events sent to https://, the newest first."`
	InterestRate int64         `default:"10000" validate:"min=0,max=1000000" doc:"What a balance earns in a year, in millionths of it: 10000 is 1 %."`
}

// Module registers what the application needs from the world. It needs [Settings].
func Module(services *di.Services) {
	di.AddValue[application.Clock](services, now)
	di.AddValue[application.NewID](services, newID)
	di.AddSingleton[application.InterestRate](services, newInterestRate)
	di.AddValue[behavior.Origin](services, behavior.OriginFunc(originOf))

	di.AddSingleton[data.Store](services, openStore)
	di.AddSingleton[eventstore.Store](services, eventstore.Of)
	di.AddSingleton[application.Persons](services, newPersons)
	di.AddSingleton[application.Accounts](services, newAccounts)
	di.AddSingleton[application.Transfers](services, newTransfers)
	di.AddSingleton[application.Sealer](services, NewSealer)
	hosting.AddService[*Calendar](services, NewCalendar, hosting.InRole(worker.Role))
	health.Add(services, newDatabaseCheck)
}

// now tells the time as finely as the log keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func newInterestRate(settings Settings) application.InterestRate {
	return application.InterestRate(settings.InterestRate)
}

func openStore(settings Settings) (data.Store, error) {
	drivers := data.Drivers{"memory": memory.Open, "sqlite": sqlite.Open, "postgres": postgres.Open, "postgresql": postgres.Open}
	return drivers.Open(context.Background(), settings.DatabaseURL)
}

func newDatabaseCheck(store data.Store) health.Check {
	return health.Check{Name: "database", Checker: health.CheckerFunc(store.Ping)}
}

// snapshots keep the account of a busy shop as fast to load as a new one.
func snapshots() eventstore.Snapshots { return eventstore.Snapshots{Every: 100, Schema: 3} }

func newPersons(store data.Store, registry *eventstore.Registry) (application.Persons, error) {
	return eventstore.NewRepository[*domain.Person, string](store, eventstore.Config{
		Collection: "persons", Registry: registry, Snapshots: snapshots(),
	})
}

func newAccounts(store data.Store, registry *eventstore.Registry) (application.Accounts, error) {
	return eventstore.NewRepository[*domain.Account, string](store, eventstore.Config{
		Collection: "accounts", Registry: registry, Snapshots: snapshots(),
	})
}

// newTransfers keeps no snapshots: the life of a transfer is five events long.
func newTransfers(store data.Store, registry *eventstore.Registry) (application.Transfers, error) {
	return eventstore.NewRepository[*domain.Transfer, string](store, eventstore.Config{Collection: "transfers", Registry: registry})
}
