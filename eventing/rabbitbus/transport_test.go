package rabbitbus_test

import (
	"net/url"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/eventingtest"
	"github.com/neuroglia-go/neuroglia/eventing/rabbitbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

var features = eventingtest.Features{Stores: true, Groups: true, DeadLetters: true, Largest: 1<<20 - 1<<10, TooLarge: 1 << 20}

func TestTransport(t *testing.T) {
	t.Parallel()
	server := testenv.RabbitMQ(t)
	var places atomic.Int64
	eventingtest.TestTransport(t, features, func(*testing.T) eventingtest.Place {
		return place(server, "place"+strconv.FormatInt(places.Add(1), 10))
	})
}

func TestRestart(t *testing.T) {
	t.Parallel()
	eventingtest.TestRestart(t, features, func(t *testing.T) eventingtest.Place {
		server := testenv.RabbitMQServer(t)
		declareLongBefore(t, server.URL)
		place := place(server.URL, "events")
		place.Restart = func(t *testing.T) { server.Kill(t); server.Start(t) }
		return place
	})
}

// declareLongBefore declares the group of the suite and gives the server the time it takes
// to write down where the queue is. RabbitMQ up to 3.10 at least does so half a second
// later, and one that is killed before comes back with a queue that nobody leads.
func declareLongBefore(t *testing.T, url string) {
	t.Helper()
	require.NoError(t, open(t, url).Declare(t.Context(), transport.Group{Name: "takes"}))
	select {
	case <-time.After(5 * time.Second):
	case <-t.Context().Done():
	}
}

// place is an exchange on the server.
func place(server, exchange string) eventingtest.Place {
	return eventingtest.Place{Open: func(t *testing.T) (transport.Bus, eventingtest.Line) {
		line, via := testenv.NewProxy(t, server)
		return open(t, with(t, via, "exchange", exchange)), line
	}}
}

func open(t *testing.T, url string) *rabbitbus.Bus {
	t.Helper()
	bus, err := rabbitbus.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, bus.Close()) })
	return bus
}

// with returns the URL with an option.
func with(t *testing.T, server, option, value string) string {
	t.Helper()
	u, err := url.Parse(server)
	require.NoError(t, err)
	query := u.Query()
	query.Set(option, value)
	u.RawQuery = query.Encode()
	return u.String()
}
