package natsbus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/eventingtest"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

var features = eventingtest.Features{Stores: true, Groups: true, DeadLetters: true, Largest: 1000 << 10, TooLarge: 1 << 20}

// behind returns buses that reach the server by lines of their own.
func behind(server string) func(t *testing.T) (transport.Bus, eventingtest.Line) {
	return func(t *testing.T) (transport.Bus, eventingtest.Line) {
		t.Helper()
		line, url := testenv.NewProxy(t, server)
		bus, err := natsbus.Open(t.Context(), url)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, bus.Close()) })
		return bus, line
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	eventingtest.TestTransport(t, features, func(t *testing.T) eventingtest.Place {
		return eventingtest.Place{Open: behind(testenv.NATS(t))}
	})
}

func TestRestart(t *testing.T) {
	t.Parallel()
	server := testenv.NATSServer(t)
	eventingtest.TestRestart(t, features, func(*testing.T) eventingtest.Place {
		return eventingtest.Place{Open: behind(server.URL), Restart: func(t *testing.T) {
			server.Kill(t)
			server.Start(t)
		}}
	})
}
