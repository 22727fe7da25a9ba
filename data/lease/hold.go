package lease

import (
	"context"
	"errors"
	"time"
)

// renewals is how often a lease is renewed in its time, so that one attempt may fail.
const renewals = 3

// Hold acquires the lease, waiting for it as long as ctx lasts, and runs fn under it. The
// lease is renewed until fn returns, and released then. When it is lost, or cannot be
// renewed before its time is up, the context of fn ends with a [*LostError] as its cause.
//
// Hold returns the error of fn, the [*LostError] where fn returned for that reason or
// none, or why it never came to fn: the context is over, or the store failed. ttl is how
// long others wait when this process dies: seconds, in most cases.
func (s *Leases) Hold(ctx context.Context, name, owner string, ttl time.Duration, fn func(ctx context.Context, l Lease) error) error {
	for {
		asked := time.Now()
		l, err := s.Acquire(ctx, name, owner, ttl)
		if _, held := errors.AsType[*HeldError](err); held {
			if err := wait(ctx, ttl/renewals); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		return s.keep(ctx, l, ttl, asked.Add(ttl), fn)
	}
}

// keep runs fn while the lease lasts, which it does until the deadline at least.
func (s *Leases) keep(ctx context.Context, l Lease, ttl time.Duration, deadline time.Time, fn func(ctx context.Context, l Lease) error) error {
	inside, cancel := context.WithCancelCause(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if err := s.renew(inside, l, ttl, deadline); err != nil {
			cancel(err)
		}
	}()
	defer func() { // also when fn panics
		cancel(nil)
		<-stopped
		release, done := context.WithTimeout(context.WithoutCancel(ctx), ttl)
		defer done()
		_ = s.Release(release, l) // the time ends it, if this does not
	}()
	err := fn(inside, l)
	lost, wasLost := errors.AsType[*LostError](context.Cause(inside))
	if wasLost && (err == nil || errors.Is(err, context.Canceled)) {
		return lost
	}
	return err
}

// renew returns once the lease is lost, or ctx over.
func (s *Leases) renew(ctx context.Context, l Lease, ttl time.Duration, deadline time.Time) error {
	for {
		if wait(ctx, ttl/renewals) != nil {
			return nil //nolint:nilerr // that ctx is over is no fault
		}
		asked := time.Now()
		attempt, done := context.WithDeadline(ctx, deadline)
		_, err := s.Renew(attempt, l, ttl)
		done()
		if err == nil {
			deadline = asked.Add(ttl)
			continue
		}
		if _, lost := errors.AsType[*LostError](err); lost || ctx.Err() != nil {
			return err
		}
		if !time.Now().Add(ttl / renewals).Before(deadline) {
			return &LostError{Name: l.Name, Token: l.Token, cause: err}
		}
	}
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
