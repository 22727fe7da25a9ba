package behavior

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// TimeLimited is a request that says itself how long its handling may take. Zero
// or less means without limit.
type TimeLimited interface {
	Timeout() time.Duration
}

// WithTimeout says how long the handling of a message may take, in place of the
// behaviour's own limit. It stands above [TimeLimited]. Zero or less means
// without limit.
func WithTimeout(limit time.Duration) mediator.HandlerOption {
	return mediator.WithMetadata(timeLimit(limit))
}

type timeLimit time.Duration

// Timeout ends the context of a message that takes too long. It waits for the
// handler, which is expected to look at its context.
type Timeout struct{ limit time.Duration }

// NewTimeout returns the constructor of the behaviour with the limit for every
// message that does not say otherwise. With zero only those are limited that say
// so, see [WithTimeout] and [TimeLimited].
func NewTimeout(limit time.Duration) func() *Timeout {
	return func() *Timeout { return &Timeout{limit: limit} }
}

// Handle runs next with a deadline. When that has passed, an error of next that
// nobody has given a kind becomes one of errs.KindTimeout with the code "timeout",
// which wraps it. An earlier deadline of ctx holds as it is.
func (b *Timeout) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	limit := b.limitOf(call)
	if limit <= 0 {
		return next(ctx, call)
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := next(limited, call)
	if err == nil || limited.Err() == nil || ctx.Err() != nil {
		return err
	}
	switch errs.KindOf(err) {
	case errs.KindInternal, errs.KindTimeout, errs.KindUnavailable:
		return errs.Timeout("timeout", "%s did not end within %s", call.Name(), limit).Wrap(err)
	default:
		return err
	}
}

func (b *Timeout) limitOf(call *mediator.Call) time.Duration {
	if own, ok := mediator.MetadataOf[timeLimit](call.Info()); ok {
		return time.Duration(own)
	}
	if mediator.Implements[TimeLimited](call.Info()) {
		return call.Request().(TimeLimited).Timeout()
	}
	return b.limit
}

var _ mediator.Behavior = (*Timeout)(nil)
