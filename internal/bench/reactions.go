package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// reactionsBench measures what follows the log on PostgreSQL: how fast a read model is built anew,
// and how far one is behind while the log grows.
func reactionsBench(w io.Writer, rounds, events int, each time.Duration) error {
	failed := errors.New("no PostgreSQL can be had; see internal/testenv")
	testing.Benchmark(func(b *testing.B) {
		if b.N > 1 {
			return
		}
		url := testenv.Postgres(b)
		if failed = rebuildContest(w, url, rounds, events); failed == nil {
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
