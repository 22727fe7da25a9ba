package di

import (
	"context"
	"fmt"
	"time"
)

// grace is how long a disposer is waited for that is called when the time is up
// already, so that quick ones still get done.
const grace = 10 * time.Millisecond

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
