package behavior

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// RetryPolicy says how often and after which pauses a request is tried again.
// The zero value is a good start.
type RetryPolicy struct {
	// Attempts is how many tries there are in all; zero means 4. One means that
	// nothing is tried again.
	Attempts int
	// Base bounds the pause before the second try; each further bound is twice the
	// one before. Zero means 10 milliseconds.
	Base time.Duration
	// Max bounds every pause; zero means one second.
	Max time.Duration
	// Conflicts are the codes of further conflicts that are gone by the next try,
	// beside "stale_version": a "phone_taken" where the next try finds who took it.
	Conflicts []string
}

// Retryable is a request that may be tried again.
type Retryable interface {
	Retry() RetryPolicy
}

// WithRetry has a request tried again by the policy. It stands above [Retryable].
func WithRetry(policy RetryPolicy) mediator.HandlerOption { return mediator.WithMetadata(policy) }

// Retry tries a command or query again that failed for a reason that may pass:
// a conflict with the code "stale_version", when somebody else was faster, and
// what is unavailable. It stands in the pipeline of those requests only that opt
// in, by [Retryable] or [WithRetry].
//
// It must stand outside of [UnitOfWork]. Within an open unit nothing is tried
// again, since the unit has failed as a whole; nor is a commit of which nobody
// knows whether it happened.
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
// or ctx is over, and returns the last error.
//
// The pauses grow exponentially with full jitter: each is drawn evenly from
// nothing up to its bound, which spreads out callers that collided once
// ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
func (*Retry) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	if _, open := uow.From(ctx); open {
		return next(ctx, call)
	}
	policy := policyOf(call)
	for attempt := 1; ; attempt++ {
		err := next(ctx, call)
		if err == nil || attempt >= policy.Attempts || !policy.passing(err) {
			return err
		}
		if !pause(ctx, rand.N(policy.bound(attempt)+1)) {
			return err
		}
	}
}

func policyOf(call *mediator.Call) RetryPolicy {
	policy, ok := mediator.MetadataOf[RetryPolicy](call.Info())
	if request, is := call.Request().(Retryable); is && !ok {
		policy = request.Retry()
	}
	return policy.withDefaults()
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.Attempts <= 0 {
		p.Attempts = 4
	}
	if p.Base <= 0 {
		p.Base = 10 * time.Millisecond
	}
	if p.Max <= 0 {
		p.Max = time.Second
	}
	return p
}

// bound is the longest pause after the given try.
func (p RetryPolicy) bound(attempt int) time.Duration {
	bound := p.Base
	for range attempt - 1 {
		if bound >= p.Max/2 {
			return p.Max
		}
		bound *= 2
	}
	return min(bound, p.Max)
}

// passing reports whether the reason of the failure may have passed by the next
// try.
func (p RetryPolicy) passing(err error) bool {
	if uow.OutcomeOf(err) == uow.Unknown || errors.Is(err, context.Canceled) {
		return false
	}
	e := errs.From(err)
	if e.Kind != errs.KindConflict {
		return e.Kind == errs.KindUnavailable
	}
	return e.Code == "stale_version" || slices.Contains(p.Conflicts, e.Code)
}

// pause waits and reports whether there is time for another try.
func pause(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

var (
	_ mediator.Behavior  = (*Retry)(nil)
	_ mediator.Selective = (*Retry)(nil)
)
