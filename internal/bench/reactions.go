package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// reactionsBench measures what follows the log on PostgreSQL: how fast a read model is built anew,
// and how far one is behind while the log grows.
func reactionsBench(w io.Writer, events int, each time.Duration) error {
	failed := errors.New("no PostgreSQL can be had; see internal/testenv")
	testing.Benchmark(func(b *testing.B) {
		if b.N > 1 {
			return
		}
		url := testenv.Postgres(b)
		if failed = rebuildContest(w, url+"&schema=built", events); failed == nil {
			failed = lagContest(w, url, each)
		}
	})
	return failed
}

// newReactions returns a program of those parts that react.
func newReactions(store data.Store, add func(*di.Services)) (*di.Container, error) {
	registry, err := eventstore.NewRegistry(eventstore.Events(orderPlaced{}, ticked{}))
	if err != nil {
		return nil, err
	}
	services := di.NewServices()
	di.AddValue[data.Store](services, store)
	di.AddValue(services, registry)
	di.AddValue(services, slog.New(slog.DiscardHandler))
	add(services)
	return services.Build(context.Background())
}

// archiveRow is the row of a projection that only inserts.
type archiveRow struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

func (r archiveRow) RowID() string { return r.ID }

type archive struct{ rows *projection.Rows[archiveRow] }

func (a *archive) keep(ctx context.Context, records []eventstore.Record) error {
	for _, r := range records {
		if err := a.rows.Insert(ctx, archiveRow{r.ID, r.Type}); err != nil {
			return err
		}
	}
	return nil
}

func rebuildContest(w io.Writer, url string, events int) error {
	ctx := context.Background()
	store, err := openPostgres(ctx, url+"&pool_max_conns=4")
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }() // nothing is kept
	if _, err := store.Import(ctx, records("order-1", int64(events))); err != nil {
		return err
	}
	container, err := newReactions(store, func(services *di.Services) {
		projection.Add(services, projection.Config{Name: "archive", Batch: 5000},
			func(rows *projection.Rows[archiveRow]) *archive { return &archive{rows} },
			projection.OnRecords((*archive).keep), projection.Keeps[archiveRow])
	})
	if err != nil {
		return err
	}
	engine, err := di.Resolve[*eventing.Engine](container)
	if err != nil {
		return err
	}
	if err := readThrough(ctx, store); err != nil { // the first read after an import also notes in each row that it is committed
		return err
	}
	read, err := perSecond(events, func() error { return readThrough(ctx, store) })
	if err != nil {
		return err
	}
	built, err := perSecond(events, func() error { return engine.CatchUp(ctx) })
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n## reactions: a read model of %d events\n\n| | events/s | ratio | |\n|---|---:|---:|---|\n", events)
	fmt.Fprintf(w, "| read all | %.0f | | |\n| build an insert-only projection | %.0f | %.2f | at least 0.50: %s |\n", read, built, built/read, met(built >= read/2))
	return nil
}

func readThrough(ctx context.Context, log eventstore.Store) error {
	for _, err := range log.ReadAll(ctx, 0, eventstore.Filter{}) {
		if err != nil {
			return err
		}
	}
	return nil
}

func perSecond(n int, fn func() error) (float64, error) {
	begin := time.Now()
	err := fn()
	return float64(n) / time.Since(begin).Seconds(), err
}
