package natsbus_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/natsbus"
	"github.com/neuroglia-go/neuroglia/eventing/transport"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// numbered returns events from the number on, of a hundred keys in turn.
func numbered(from, n int) []cloudevents.Event {
	events := make([]cloudevents.Event, n)
	for i := range events {
		events[i] = event(from + i)
		events[i].Subject = fmt.Sprint((from + i) % 100)
	}
	return events
}

func BenchmarkPublish(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprint("batch=", batch), func(b *testing.B) {
			bus, err := natsbus.Open(b.Context(), testenv.NATS(b))
			require.NoError(b, err)
			defer func() { require.NoError(b, bus.Close()) }()
			sent := 0
			for b.Loop() {
				require.NoError(b, bus.Publish(b.Context(), numbered(sent, batch)...))
				sent += batch
			}
			b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func BenchmarkConsume(b *testing.B) {
	bus, err := natsbus.Open(b.Context(), testenv.NATS(b))
	require.NoError(b, err)
	defer func() { require.NoError(b, bus.Close()) }()
	group := transport.Group{Name: "bench"}
	require.NoError(b, bus.Declare(b.Context(), group))
	for sent := 0; sent < b.N; sent += 1000 {
		require.NoError(b, bus.Publish(b.Context(), numbered(sent, min(1000, b.N-sent))...))
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	var taken atomic.Int64
	b.ResetTimer()
	require.NoError(b, bus.Consume(ctx, group, func(context.Context, transport.Delivery) error {
		if taken.Add(1) == int64(b.N) {
			stop()
		}
		return nil
	}))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
