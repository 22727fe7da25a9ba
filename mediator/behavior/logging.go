package behavior

import (
	"context"
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Logging writes one line for each message: at debug level when it was handled,
// and at the level of its kind of error when it was not. The message itself is
// never written, since nobody can tell what is secret in it.
type Logging struct{ logger *slog.Logger }

// NewLogging returns the behaviour.
func NewLogging(logger *slog.Logger) *Logging { return &Logging{logger: logger} }

// Handle writes the line once next has returned.
func (b *Logging) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	start := time.Now()
	err := next(ctx, call)
	if err != nil {
		b.failed(ctx, call, start, err)
	} else if b.logger.Enabled(ctx, slog.LevelDebug) {
		b.logger.LogAttrs(ctx, slog.LevelDebug, "message handled",
			slog.String("message_kind", call.Kind().String()),
			slog.String("message_type", call.Name()),
			durationSince(start))
	}
	return err
}

func (b *Logging) failed(ctx context.Context, call *mediator.Call, start time.Time, err error) {
	kind := errs.KindOf(err)
	b.logger.LogAttrs(ctx, kind.Level(), "message failed",
		slog.String("message_kind", call.Kind().String()),
		slog.String("message_type", call.Name()),
		durationSince(start),
		slog.String("error_kind", kind.String()),
		slog.String("error_code", errs.CodeOf(err)),
		slog.String("error", err.Error()))
}

// durationSince is in milliseconds, as in the log of requests.
func durationSince(start time.Time) slog.Attr {
	return slog.Float64("duration_ms", float64(time.Since(start).Microseconds())/1000)
}

var _ mediator.Behavior = (*Logging)(nil)
