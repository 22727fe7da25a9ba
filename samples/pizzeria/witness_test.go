package pizzeria_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// A witness is another service: it takes the events of the pizzeria from the transport and
// keeps them in a log of its own. The test binary is one when these are set.
const (
	witnessBus      = "PIZZERIA_TEST_WITNESS_BUS"
	witnessDatabase = "PIZZERIA_TEST_WITNESS_DATABASE"
)

// drivers are the transports that have a broker.
var drivers = transport.Drivers{"nats": natsbus.Driver, "amqp": rabbitbus.Driver}

// bearWitness runs a witness until it is told to stop.
func bearWitness(bus, database string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := witness(ctx, bus, database); err != nil {
		fmt.Fprintln(os.Stderr, "witness:", err)
		return 1
	}
	return 0
}

func witness(ctx context.Context, url, database string) error {
	services := di.NewServices()
	di.AddSingleton[data.Store](services, func() (data.Store, error) { return sqlite.Open(ctx, database) })
	di.AddValue(services, slog.New(slog.DiscardHandler))
	ingest.Register(services, ingest.Config{Name: "witness", Unknown: ingest.Keep})
	container, err := services.Build(ctx)
	if err != nil {
		return err
	}
	defer container.Close(context.WithoutCancel(ctx))
	in, err := di.Resolve[*ingest.Ingest](container)
	if err != nil {
		return err
	}
	// Patient, because connections are cut and brokers die also while a witness starts.
	bus, err := transport.Patient(ctx, func(ctx context.Context) (transport.Bus, error) { return drivers.Open(ctx, url) })
	if err != nil {
		return err
	}
	return in.Consume(ctx, bus)
}

// seen is what a log that is kept in the database says of each order: the ids of its events,
// in order.
func seen(t *testing.T, store eventstore.Store, idOf func(eventstore.Record) (order, id string)) map[string][]string {
	t.Helper()
	events := map[string][]string{}
	for record, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
		require.NoError(t, err)
		if order, id := idOf(record); order != "" {
			events[order] = append(events[order], id)
		}
	}
	return events
}
