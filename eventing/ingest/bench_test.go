package ingest_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/eventing/ingest"
)

// BenchmarkHandle is an event with an effect of one document, committed; many at once.
func BenchmarkHandle(b *testing.B) {
	for name, open := range stores() {
		b.Run(name, func(b *testing.B) {
			p := newProgram(b, open(b), ingest.Config{})
			var next atomic.Int64
			b.ReportAllocs()
			b.SetParallelism(8)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					n := next.Add(1)
					if _, err := p.Handle(b.Context(), event(fmt.Sprint(n), fmt.Sprintf(`{"account":"a%d","amount":1}`, n))); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkDuplicate is an event that was handled before.
func BenchmarkDuplicate(b *testing.B) {
	for name, open := range stores() {
		b.Run(name, func(b *testing.B) {
			p := newProgram(b, open(b), ingest.Config{})
			e := event("1", `{"account":"a","amount":1}`)
			_, err := p.Handle(b.Context(), e)
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if outcome, err := p.Handle(b.Context(), e); err != nil || outcome != ingest.Duplicate {
					b.Fatal(outcome, err)
				}
			}
		})
	}
}
