package eventing_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// fillLog appends so many events to a hundred streams.
func fillLog(tb testing.TB, store eventstore.Store, events int) {
	tb.Helper()
	for n := 0; n < events; {
		var batches []eventstore.Batch
		for stream := 0; stream < 100 && n < events; stream++ {
			b := eventstore.Batch{Stream: fmt.Sprintf("note-%d", stream), Expected: eventstore.Any}
			for ; len(b.Events) < 10 && n < events; n++ {
				e, err := eventstore.Encode(Noted{Key: fmt.Sprint(stream), N: n})
				require.NoError(tb, err)
				b.Events = append(b.Events, e)
			}
			batches = append(batches, b)
		}
		_, err := store.Append(context.Background(), batches...)
		require.NoError(tb, err)
	}
}

// Idle does nothing with what it gets.
type Idle struct{}

func (*Idle) Noted(context.Context, Noted) error             { return nil }
func (*Idle) All(context.Context, []eventstore.Record) error { return nil }

func idle(tb testing.TB, store full, batch int, route eventing.Route[*Idle]) *program {
	services, ledger := newServices(tb, store)
	eventing.Subscribe(services, eventing.Config{Name: "idle", Batch: batch}, func() *Idle { return &Idle{} }, route)
	return build(tb, services, store, ledger)
}

// BenchmarkEvent measures what an event costs beside its handling, for consumers of events and of
// records, over a log that is there already.
func BenchmarkEvent(b *testing.B) {
	for name, open := range stores() {
		for kind, route := range map[string]eventing.Route[*Idle]{"decoded": eventing.On((*Idle).Noted), "records": eventing.OnRecords((*Idle).All)} {
			for _, batch := range []int{1, 100, 1000} {
				b.Run(fmt.Sprintf("%s/%s/batch=%d", name, kind, batch), func(b *testing.B) {
					store := open(b)
					fillLog(b, store, b.N)
					p := idle(b, store, batch, route)
					b.ReportAllocs()
					b.ResetTimer()
					require.NoError(b, p.CatchUp(b.Context()))
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
				})
			}
		}
		b.Run(name+"/read only", func(b *testing.B) {
			store := open(b)
			fillLog(b, store, b.N)
			b.ResetTimer()
			n := 0
			for _, err := range store.ReadAll(b.Context(), 0, eventstore.Filter{}) {
				require.NoError(b, err)
				n++
			}
			require.Equal(b, b.N, n)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkLag measures how long after an append its event is handled, at a thousand appends a
// second.
func BenchmarkLag(b *testing.B) {
	for name, open := range stores() {
		b.Run(name, func(b *testing.B) {
			store := open(b)
			var mu sync.Mutex
			var lags []time.Duration
			p := newProgram(b, store, eventing.Config{}, func(s *di.Services, l *Ledger) {
				l.meet = func(ctx context.Context, _ Noted) error {
					r, _ := eventing.RecordOf(ctx)
					mu.Lock()
					defer mu.Unlock()
					lags = append(lags, time.Since(r.At))
					return nil
				}
			})
			p.start(b)
			p.settle(b)
			b.ResetTimer()
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			for n := 0; b.Loop(); n++ {
				<-tick.C
				note(b, store, fmt.Sprint(n%100), n)
			}
			p.settle(b)
			mu.Lock()
			defer mu.Unlock()
			slices.Sort(lags)
			b.ReportMetric(float64(lags[len(lags)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(lags[len(lags)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkWakeUp measures the way from an append to the end of its handling.
func BenchmarkWakeUp(b *testing.B) {
	store := memory.New()
	p := idle(b, store, 0, eventing.On((*Idle).Noted))
	p.start(b)
	for b.Loop() {
		require.NoError(b, p.Await(b.Context(), "idle", note(b, store, "a", 1).Position))
	}
}
