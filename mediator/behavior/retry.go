package behavior

import (
	"context"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// RetryPolicy says how often and after which pauses a request is tried again, and for
// which failures: the policy of a unit of work, and the same decision. The zero value is a
// good start.
type RetryPolicy = uow.RetryPolicy

// Retryable is a request that may be tried again.
type Retryable interface {
	Retry() RetryPolicy
}

// WithRetry has a request tried again by the policy. It stands above [Retryable].
func WithRetry(policy RetryPolicy) mediator.HandlerOption { return mediator.WithMetadata(policy) }

// Retry tries a command or query again that failed for a reason that may pass; see
// [uow.RetryPolicy]. It stands in the pipeline of those requests only that opt
// in, by [Retryable] or [WithRetry].
//
// It must stand outside of [UnitOfWork]. Within an open unit nothing is tried
// again, since the unit has failed as a whole; nor is a commit of which nobody
// knows whether it happened. Outside of requests, uow.Retry does the same.
type Retry struct{}

// NewRetry returns the behaviour.
func NewRetry() *Retry { return &Retry{} }

// Applies lets only requests through that opt in. A stream is never tried again,
// because its rows are with the consumer already.
func (*Retry) Applies(to *mediator.Info) bool {
	if to.Kind != mediator.KindCommand && to.Kind != mediator.KindQuery {
		return false
	}
	_, declared := mediator.MetadataOf[RetryPolicy](to)
	return declared || mediator.Implements[Retryable](to)
}

// Handle calls next until it succeeds, fails for good, the attempts are used up
// or ctx is over, and returns the last error; see [uow.RetryPolicy].Run.
func (*Retry) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	return policyOf(call).Run(ctx, func(ctx context.Context) error { return next(ctx, call) })
}

func policyOf(call *mediator.Call) RetryPolicy {
	policy, ok := mediator.MetadataOf[RetryPolicy](call.Info())
	if request, is := call.Request().(Retryable); is && !ok {
		policy = request.Retry()
	}
	return policy
}

var (
	_ mediator.Behavior  = (*Retry)(nil)
	_ mediator.Selective = (*Retry)(nil)
)
