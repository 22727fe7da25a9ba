package projection_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// benchEvents is how many events a rebuild is measured with.
const benchEvents = 100_000

func fillLog(b *testing.B, store data.Store) eventstore.Store {
	b.Helper()
	log, err := eventstore.Of(store)
	require.NoError(b, err)
	const each = 1000
	for n := range benchEvents / each {
		batch := eventstore.Batch{Stream: eventstore.StreamName("order", fmt.Sprint(n))}
		for i := range each {
			event, err := eventstore.Encode(Placed{fmt.Sprintf("o-%08d", n*each+i), "ada", i})
			require.NoError(b, err)
			batch.Events = append(batch.Events, event)
		}
		_, err := log.Append(b.Context(), batch)
		require.NoError(b, err)
	}
	return log
}

func addInserts(services *di.Services) {
	projection.Add(services, projection.Config{Name: "inserts", Batch: 5000}, NewOrderList,
		projection.On((*OrderList).Placed), projection.Keeps[OrderRow])
}

func addBulk(services *di.Services) {
	projection.Add(services, projection.Config{Name: "archive", Batch: 5000},
		func(rows *projection.Rows[ArchiveRow]) *Archive { return &Archive{rows} },
		projection.OnRecords((*Archive).Keep), projection.Keeps[ArchiveRow])
}

// BenchmarkRebuild builds insert-only projections and reads the same log without doing
// anything, for comparison.
func BenchmarkRebuild(b *testing.B) {
	for name, open := range map[string]func(b *testing.B) data.Store{
		"memory": func(*testing.B) data.Store { return memory.New() },
		"postgres": func(b *testing.B) data.Store {
			b.Helper()
			store, err := postgres.Open(b.Context(), testenv.Postgres(b))
			require.NoError(b, err)
			b.Cleanup(func() { require.NoError(b, store.Close()) })
			return store
		},
	} {
		b.Run(name, func(b *testing.B) {
			store := open(b)
			log := fillLog(b, store)
			b.Run("read", func(b *testing.B) {
				for b.Loop() {
					for _, err := range log.ReadAll(b.Context(), 0, eventstore.Filter{}) {
						require.NoError(b, err)
					}
				}
				b.ReportMetric(float64(benchEvents*b.N)/b.Elapsed().Seconds(), "events/s")
			})
			for what, add := range map[string]func(*di.Services){"inserts": addInserts, "archive": addBulk} {
				b.Run(what, func(b *testing.B) {
					p := newProgram(b, store, add)
					for b.Loop() {
						for _, err := range p.projections.Rebuild(b.Context(), what, 1) {
							require.NoError(b, err)
						}
					}
					b.ReportMetric(float64(benchEvents*b.N)/b.Elapsed().Seconds(), "events/s")
				})
			}
		})
	}
}
