package membus_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/eventingtest"
	"github.com/neuroglia-go/neuroglia/eventing/membus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

func TestTransport(t *testing.T) {
	t.Parallel()
	features := eventingtest.Features{Stores: true, Groups: true, DeadLetters: true, TypedExtensions: true, Largest: 64 << 20}
	eventingtest.TestTransport(t, features, func(*testing.T) eventingtest.Place {
		bus := membus.New(membus.Config{})
		return eventingtest.Place{Open: func(t *testing.T) (transport.Bus, eventingtest.Line) {
			t.Cleanup(func() { require.NoError(t, bus.Close()) })
			return bus, nil
		}}
	})
}

func numbered(id string) cloudevents.Event {
	return cloudevents.Event{ID: id, Source: "/test", Type: "test", Subject: "k"}
}

func TestPublishWaitsForRoom(t *testing.T) {
	t.Parallel()
	bus := membus.New(membus.Config{Capacity: 2})
	require.NoError(t, transport.Declare(t.Context(), bus, transport.Group{Name: "slow"}))
	require.NoError(t, transport.Declare(t.Context(), bus, transport.Group{Name: "other", Types: []string{"other"}}))
	require.NoError(t, bus.Publish(t.Context(), numbered("1"), numbered("2"), numbered("3")), "into an empty queue goes any number")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := bus.Publish(ctx, numbered("4"))
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.ErrorContains(t, err, `group "slow" has 2 events waiting`)

	published := make(chan error, 1)
	go func() { published <- bus.Publish(t.Context(), numbered("4")) }()
	taken := make(chan string, 10)
	consuming, stop := context.WithCancel(t.Context())
	defer stop()
	consumed := make(chan error, 1)
	go func() {
		consumed <- bus.Consume(consuming, transport.Group{Name: "slow"}, func(_ context.Context, d transport.Delivery) error {
			taken <- d.Event.ID
			return nil
		})
	}()
	require.NoError(t, <-published)
	for _, want := range []string{"1", "2", "3", "4"} {
		require.Equal(t, want, <-taken)
	}
	stop()
	require.NoError(t, <-consumed)
}

func TestCloseEndsThoseWhoWaitForRoom(t *testing.T) {
	t.Parallel()
	bus := membus.New(membus.Config{Capacity: 1})
	require.NoError(t, bus.Declare(t.Context(), transport.Group{Name: "slow"}))
	require.NoError(t, bus.Publish(t.Context(), numbered("1")))
	published := make(chan error, 1)
	go func() { published <- bus.Publish(t.Context(), numbered("2")) }()
	require.NoError(t, bus.Close())
	select {
	case err := <-published:
		require.ErrorIs(t, err, errs.KindUnavailable)
	case <-time.After(time.Minute):
		require.Fail(t, "Publish hangs")
	}
	require.ErrorIs(t, bus.Declare(t.Context(), transport.Group{Name: "late"}), errs.KindUnavailable)
	require.ErrorIs(t, bus.Declare(t.Context(), transport.Group{}), errs.KindInvalid)
}

func TestTheLastDeadLettersAreKept(t *testing.T) {
	t.Parallel()
	bus := membus.New(membus.Config{Capacity: 2})
	group := transport.Group{Name: "picky"}
	require.NoError(t, bus.Declare(t.Context(), group))
	require.NoError(t, bus.Publish(t.Context(), numbered("1"), numbered("2"), numbered("3"), numbered("4")))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	require.NoError(t, bus.Consume(ctx, group, func(_ context.Context, d transport.Delivery) error {
		if d.Event.ID == "4" {
			cancel()
			return nil
		}
		return transport.Reject(errs.Invalid("unwanted", "not this one"))
	}))
	letters, err := bus.DeadLetters(t.Context(), "picky", 1)
	require.NoError(t, err)
	require.Len(t, letters, 1)
	require.Equal(t, "2", letters[0].Event.ID)
}

func TestDriver(t *testing.T) {
	t.Parallel()
	bus, err := transport.Drivers{"memory": membus.Driver}.Open(t.Context(), "Memory:")
	require.NoError(t, err)
	require.NoError(t, bus.Ping(t.Context()))
	_, err = membus.Driver(t.Context(), "memory:shared")
	require.ErrorContains(t, err, `the transport URL "memory:shared" has more than its scheme`)
	require.PanicsWithValue(t, "membus.New: a capacity of -1; give 0 for the default or the number of events", func() {
		membus.New(membus.Config{Capacity: -1})
	})
}
