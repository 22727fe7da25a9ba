package relay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/eventing/relay"
)

// BenchmarkRelay is an event from the log to a transport that costs nothing, checkpoint
// included.
func BenchmarkRelay(b *testing.B) {
	for name, open := range stores() {
		b.Run(name, func(b *testing.B) {
			store := open(b)
			events := make([]eventstore.Event, b.N)
			for i := range events {
				e, err := eventstore.Encode(Confirmed{Order: "42", N: i})
				require.NoError(b, err)
				events[i] = e
			}
			for len(events) > 0 {
				n := min(len(events), 1000)
				_, err := store.Append(b.Context(), eventstore.Batch{Stream: "order-1", Expected: eventstore.Any, Events: events[:n]})
				require.NoError(b, err)
				events = events[n:]
			}
			p := newProgram(b, store, &wire{}, config(), relay.Send(confirmed))
			b.ReportAllocs()
			b.ResetTimer()
			require.NoError(b, p.CatchUp(b.Context()))
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}
