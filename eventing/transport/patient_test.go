package transport_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/membus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

var greeting = cloudevents.Event{ID: "1", Source: "/test", Type: "greeted.v1"}

// away opens nothing before the time has come.
func away(bus transport.Bus, until time.Time) func(context.Context) (transport.Bus, error) {
	return func(context.Context) (transport.Bus, error) {
		if time.Now().Before(until) {
			return nil, errs.Unavailable("away", "there is no broker yet")
		}
		return bus, nil
	}
}

func TestABusThatIsThereIsReturnedAsItIs(t *testing.T) {
	t.Parallel()
	bus := membus.New(membus.Config{})
	got, err := transport.Patient(t.Context(), away(bus, time.Time{}))
	require.NoError(t, err)
	require.Same(t, bus, got)
}

func TestWrongSettingsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := transport.Patient(t.Context(), func(context.Context) (transport.Bus, error) {
		return nil, errs.Forbidden("refused", "wrong password")
	})
	require.Equal(t, "refused", errs.CodeOf(err))
}

func TestABusThatComesLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bus, err := transport.Patient(t.Context(), away(membus.New(membus.Config{}), time.Now().Add(time.Minute)))
		require.NoError(t, err)
		require.Equal(t, "away", errs.CodeOf(bus.Ping(t.Context())))
		require.Equal(t, "away", errs.CodeOf(bus.Publish(t.Context(), greeting)))

		ctx, stop := context.WithCancel(t.Context())
		received, consumed := make(chan string), make(chan error)
		go func() {
			consumed <- bus.Consume(ctx, transport.Group{Name: "test"}, func(_ context.Context, d transport.Delivery) error {
				received <- d.Event.ID
				return nil
			})
		}()
		over, cancel := context.WithCancel(t.Context())
		cancel()
		require.NoError(t, bus.Consume(over, transport.Group{Name: "gone"}, nil))
		<-time.After(2 * time.Minute)
		require.NoError(t, bus.Ping(t.Context()))
		require.NoError(t, bus.Publish(t.Context(), greeting))
		require.Equal(t, "1", <-received)
		stop()
		require.NoError(t, <-consumed)
		require.NoError(t, bus.Close())
		require.Equal(t, "transport_closed", errs.CodeOf(bus.Ping(t.Context())))
		require.Equal(t, "transport_closed", errs.CodeOf(bus.Consume(t.Context(), transport.Group{Name: "test"}, nil)))
	})
}

func TestABusThatComesLaterKeepsGroupsAndDeadLetters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bus, err := transport.Patient(t.Context(), away(membus.New(membus.Config{}), time.Now().Add(time.Minute)))
		require.NoError(t, err)
		letters, ok := bus.(transport.DeadLetters)
		require.True(t, ok)
		group := transport.Group{Name: "test"}
		require.Equal(t, "away", errs.CodeOf(transport.Declare(t.Context(), bus, group)), "it is not passed over")
		_, err = letters.DeadLetters(t.Context(), "test", 1)
		require.Equal(t, "away", errs.CodeOf(err))

		<-time.After(2 * time.Minute)
		require.NoError(t, transport.Declare(t.Context(), bus, group))
		require.NoError(t, bus.Publish(t.Context(), greeting))
		ctx, stop := context.WithCancel(t.Context())
		require.NoError(t, bus.Consume(ctx, group, func(context.Context, transport.Delivery) error {
			stop()
			return transport.Reject(errs.Invalid("unwanted", "not this one"))
		}))
		kept, err := letters.DeadLetters(t.Context(), "test", 1)
		require.NoError(t, err)
		require.Len(t, kept, 1)
	})
}

func TestABusThatNeverCameIsClosed(t *testing.T) {
	t.Parallel()
	bus, err := transport.Patient(t.Context(), away(nil, time.Now().Add(time.Hour)))
	require.NoError(t, err)
	require.NoError(t, bus.Close())
	require.Equal(t, "transport_closed", errs.CodeOf(bus.Publish(t.Context(), greeting)))
}
