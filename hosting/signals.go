package hosting

import (
	"context"
	"log/slog"
	"os"
)

// obey returns a context that the first signal ends, and a channel that the second
// closes. The goroutine ends with stop.
func obey(ctx context.Context, signals <-chan os.Signal, logger *slog.Logger) (_ context.Context, abort <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	aborted, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer cancel()
		for count := range 2 {
			select {
			case s := <-signals:
				logger.Info("signal received", "signal", s.String(), "again_aborts", count == 0)
				cancel()
				if count == 1 {
					close(aborted)
				}
			case <-done:
				return
			}
		}
	}()
	return ctx, aborted, func() { close(done) }
}
