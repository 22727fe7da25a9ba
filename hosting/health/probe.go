package health

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// probe runs one check. Callers that come while it runs share the run, and those
// that come soon after share its result.
type probe struct {
	check Check

	mu      sync.Mutex
	last    Result
	running chan struct{} // closed when the present run ends; nil when there is none

	// late delivers what a checker that let its deadline pass still has to say. It
	// is asked again only after that, so that a stuck one costs one goroutine.
	late chan error
}

func newProbe(c Check) *probe {
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	if c.MaxAge == 0 {
		c.MaxAge = DefaultMaxAge
	}
	return &probe{check: c}
}

// result returns the outcome of the last run when it is fresh, else of a new one.
// A caller whose ctx ends first gets a failure; the run goes on for the others.
func (p *probe) result(ctx context.Context) Result {
	p.mu.Lock()
	if !p.last.CheckedAt.IsZero() && time.Since(p.last.CheckedAt) < p.check.MaxAge {
		defer p.mu.Unlock()
		return p.last
	}
	if p.running == nil {
		p.running = make(chan struct{})
		go p.run(context.WithoutCancel(ctx), p.running)
	}
	running := p.running
	p.mu.Unlock()
	select {
	case <-running:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.last
	case <-ctx.Done():
		return Result{Status: Down, Optional: p.check.Optional, CheckedAt: time.Now().UTC(), Error: ctx.Err().Error()}
	}
}

// run does the check once, and records a failure at the deadline even when the
// checker does not heed it.
func (p *probe) run(ctx context.Context, ended chan struct{}) {
	defer close(ended)
	ctx, cancel := context.WithTimeout(ctx, p.check.Timeout)
	defer cancel()
	start := time.Now()
	outcome := p.late
	if outcome == nil {
		outcome = make(chan error, 1)
		go func() { outcome <- p.ask(ctx) }()
	}
	select {
	case err := <-outcome:
		p.late = nil
		p.record(start, err)
	case <-ctx.Done():
		p.late = outcome
		p.record(start, fmt.Errorf("no answer within %s", p.check.Timeout))
	}
}

func (p *probe) ask(ctx context.Context) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the check panicked: %v", cause)
		}
	}()
	err = p.check.Checker.Check(ctx)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		err = fmt.Errorf("no answer within %s: %w", p.check.Timeout, err)
	}
	return err
}

func (p *probe) record(start time.Time, err error) {
	now := time.Now()
	result := Result{
		Status: Up, Optional: p.check.Optional, CheckedAt: now.UTC(),
		DurationMS: float64(now.Sub(start).Microseconds()) / 1000,
	}
	if err != nil {
		result.Status, result.Error = Down, err.Error()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.running = result, nil
}
