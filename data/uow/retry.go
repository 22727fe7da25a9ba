package uow

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// RetryPolicy says how often and after which pauses a unit is tried again, and for which
// failures. The zero value is a good start.
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
	// beside "stale_version" and [CodeSerialization]: a "phone_taken" where the next try
	// finds who took it.
	Conflicts []string
}

// Retry runs fn as a unit of work, as [Do] does, and again as a fresh one where the unit
// failed for a reason that may have passed; see [RetryPolicy.Run]:
//
//	err := uow.Retry(ctx, uow.RetryPolicy{}, func(ctx context.Context) error {
//		order, err := orders.Get(ctx, id)
//		…
//		return orders.Update(ctx, order)
//	})
//
// To call it is to declare that fn may run several times: it loads what it changes itself,
// and whatever else it does is left to [AfterCommit]. Inside of a unit it joins that one, and
// tries once.
func Retry(ctx context.Context, policy RetryPolicy, fn func(ctx context.Context) error, options ...Option) error {
	return policy.Run(ctx, func(ctx context.Context) error { return Do(ctx, fn, options...) })
}

// Run calls try until it succeeds, fails for good, the attempts are used up or ctx is over,
// and returns the last error. It tries again after a conflict that the policy names, and
// after what is unavailable; never when it is unknown whether a commit happened, never
// inside of a unit, which has failed as a whole, and never after an error with a method
// RetryAfter() time.Duration, by which who is overloaded asks to be left alone: that is for
// the caller to obey.
//
// The pauses grow exponentially with full jitter: each is drawn evenly from
// nothing up to its bound, which spreads out callers that collided once
// ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
func (p RetryPolicy) Run(ctx context.Context, try func(ctx context.Context) error) error {
	if _, open := From(ctx); open {
		return try(ctx)
	}
	p = p.withDefaults()
	for attempt := 1; ; attempt++ {
		err := try(ctx)
		if err == nil || attempt >= p.Attempts || !p.passing(err) {
			return err
		}
		if !pause(ctx, rand.N(p.bound(attempt)+1)) {
			return err
		}
	}
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
	if OutcomeOf(err) == Unknown || errors.Is(err, context.Canceled) {
		return false
	}
	if _, later := errors.AsType[interface {
		error
		RetryAfter() time.Duration
	}](err); later {
		return false
	}
	e := errs.From(err)
	if e.Kind != errs.KindConflict {
		return e.Kind == errs.KindUnavailable
	}
	return e.Code == "stale_version" || e.Code == CodeSerialization || slices.Contains(p.Conflicts, e.Code)
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
