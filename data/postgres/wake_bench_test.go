package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// How long it takes until who waits in another process has heard of an append: one append
// at a time, with pauses in which polling becomes rare.
func BenchmarkWake(b *testing.B) {
	for name, options := range map[string]string{"listening": "", "polling": "&notify=off"} {
		for pause, d := range map[string]time.Duration{"busy": 0, "idle for 300ms": 300 * time.Millisecond} {
			b.Run(name+"/"+pause, func(b *testing.B) { benchmarkWake(b, options, d) })
		}
	}
}

func benchmarkWake(b *testing.B, options string, pause time.Duration) {
	url := testenv.Postgres(b) + options
	stores := [2]eventstore.Store{}
	for i := range stores {
		config, err := postgres.ParseURL(url)
		if err != nil {
			b.Fatal(err)
		}
		store, err := postgres.New(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = store.Close() })
		stores[i] = store
	}
	seen := make(chan eventstore.Position)
	go func() {
		for head := eventstore.Position(0); ; {
			var err error
			if head, err = stores[1].Wait(b.Context(), head); err != nil {
				close(seen)
				return
			}
			seen <- head
		}
	}()
	var taken []time.Duration
	for b.Loop() {
		<-time.After(pause)
		commit, err := stores[0].Append(b.Context(), eventstore.Batch{Stream: "a-1", Expected: eventstore.Any, Events: []eventstore.Event{{Type: "x"}}})
		if err != nil {
			b.Fatal(err)
		}
		begin := time.Now()
		for head := range seen {
			if head >= commit.Position {
				break
			}
		}
		taken = append(taken, time.Since(begin))
	}
	slices.Sort(taken)
	b.ReportMetric(float64(taken[len(taken)/2].Microseconds()), "p50-us")
	b.ReportMetric(float64(taken[len(taken)*99/100].Microseconds()), "p99-us")
}
