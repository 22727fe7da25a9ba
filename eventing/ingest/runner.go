package ingest

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/transport"
)

// cleanEvery is how often a Runner cleans the inbox.
const cleanEvery = time.Hour

// Runner is the service of an [Ingest]: it consumes a transport and cleans the inbox. Give
// it to the host:
//
//	hosting.AddService[*ingest.Runner](services, ingest.NewRunner)
type Runner struct {
	ingest   *Ingest
	consumer transport.Consumer
}

// NewRunner returns the service. A nil consumer is for programs whose events come over
// HTTP only; then it cleans.
func NewRunner(ingest *Ingest, consumer transport.Consumer) *Runner {
	return &Runner{ingest, consumer}
}

// String returns its name in logs.
func (*Runner) String() string { return "ingest" }

// Run works until ctx is over. It returns an error only where the settings of the
// transport are wrong.
func (r *Runner) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { r.clean(ctx) })
	defer beside.Wait()
	defer cancel()
	if r.consumer == nil {
		<-ctx.Done()
		return nil
	}
	return r.ingest.Consume(ctx, r.consumer)
}

func (r *Runner) clean(ctx context.Context) {
	ticker := time.NewTicker(cleanEvery)
	defer ticker.Stop()
	for {
		if _, err := r.ingest.Clean(ctx); err != nil && ctx.Err() == nil {
			r.ingest.logger.WarnContext(ctx, "the inbox could not be cleaned", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
