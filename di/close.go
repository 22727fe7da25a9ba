package di

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Closing is how the disposal of one service went.
type Closing struct {
	// Service is the service that was disposed of.
	Service string
	// Duration is how long it took, or was waited for.
	Duration time.Duration
	// Err is what it returned, nil when all went well.
	Err error
}

// Report is how the disposal of a container's singletons went, in the order in
// which they were closed.
type Report []Closing

// Err joins the errors of the report; nil when there is none.
func (r Report) Err() error {
	errs := make([]error, len(r))
	for i, c := range r {
		errs[i] = c.Err
	}
	return errors.Join(errs...)
}

// grace is how long a disposer is waited for that is called when the time is up
// already, so that quick ones still get done.
const grace = 10 * time.Millisecond

var errLeftBehind = errors.New("it was not done in time and is left behind")

// closeAll disposes of everything a root scope owns, whatever happens.
func (s *Scope) closeAll(ctx context.Context) Report {
	if s.closed.Swap(true) {
		return nil
	}
	s.mu.Lock()
	list := s.owned
	s.owned = nil
	s.mu.Unlock()
	report := make(Report, 0, len(list))
	for _, l := range slices.Backward(list) {
		report = append(report, l.close(ctx))
	}
	return report
}

// close disposes of a singleton and does not wait beyond the end of ctx.
func (o owned) close(ctx context.Context) Closing {
	started := time.Now()
	c := Closing{Service: o.plan.service.String()}
	if ctx.Done() == nil {
		c.Err = o.dispose(ctx, nil)
	} else {
		c.Err = o.disposeUntil(ctx)
	}
	c.Duration = time.Since(started)
	return c
}

func (o owned) disposeUntil(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- o.dispose(ctx, nil) }()
	end := ctx.Done()
	if ctx.Err() != nil {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		end = late.Done()
	}
	select {
	case err := <-done:
		return err
	case <-end:
		return fmt.Errorf("close %v: %w: %w", o.plan.service, errLeftBehind, context.Cause(ctx))
	}
}
