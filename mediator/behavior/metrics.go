package behavior

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// Meter counts what was handled, how long it took and how it ended. It must not
// keep the call.
type Meter interface {
	Record(ctx context.Context, call *mediator.Call, elapsed time.Duration, err error)
}

// MeterFunc is a function as a [Meter].
type MeterFunc func(ctx context.Context, call *mediator.Call, elapsed time.Duration, err error)

// Record calls f.
func (f MeterFunc) Record(ctx context.Context, call *mediator.Call, elapsed time.Duration, err error) {
	f(ctx, call, elapsed, err)
}

// Metrics measures each message.
type Metrics struct{ meter Meter }

// NewMetrics returns the behaviour.
func NewMetrics(meter Meter) *Metrics { return &Metrics{meter: meter} }

// Handle measures next.
func (b *Metrics) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) (err error) {
	start := time.Now()
	err = ErrUnwound
	defer func() { b.meter.Record(ctx, call, time.Since(start), err) }()
	return next(ctx, call)
}

var _ mediator.Behavior = (*Metrics)(nil)
