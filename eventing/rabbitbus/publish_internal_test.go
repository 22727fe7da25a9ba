package rabbitbus

import (
	"context"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

var sample = cloudevents.Event{ID: "1", Source: "/orders", Type: "t"}

// A server that is low on memory cannot be had at will, but what the client says of one.
func TestABlockedServerIsToldAtOnce(t *testing.T) {
	t.Parallel()
	bus, err := Open(t.Context(), testenv.RabbitMQ(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, bus.Close()) })
	require.NoError(t, bus.Publish(t.Context(), sample))

	told := make(chan amqp.Blocking)
	bus.session.blocked = &blockade{}
	go bus.session.blocked.listen(told)
	told <- amqp.Blocking{Active: true, Reason: "low on memory"}
	require.Eventually(t, func() bool {
		err := bus.Publish(t.Context(), sample)
		return err != nil && errs.CodeOf(err) == "rabbitmq_blocked"
	}, time.Second, time.Millisecond)
	told <- amqp.Blocking{}
	require.Eventually(t, func() bool { return bus.Publish(t.Context(), sample) == nil }, time.Second, time.Millisecond)
	close(told)

	bus.turn <- struct{}{} // as a write that the server does not read
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, bus.Publish(ctx, sample), errs.KindUnavailable)
	<-bus.turn
}
