package process

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// drain is how long what is being sent is waited for when the program ends.
const drain = 5 * time.Second

// shortestPoll is how soon the store is asked again by those who found something, or heard
// that something was appended: another program may take a step because of it.
const shortestPoll = 10 * time.Millisecond

// Run sends commands and fires timers until ctx ends, then lets those finish that are under
// way, and releases the leases. The events are handled by [eventing.Engine.Run].
func (p *Processes) Run(ctx context.Context) error {
	done := make(chan struct{})
	for _, h := range p.hosts {
		go func() {
			defer func() { done <- struct{}{} }()
			h.run(ctx, p.owner)
		}()
	}
	for range p.hosts {
		<-done
	}
	<-ctx.Done()
	return nil
}

// run works under the lease whenever it can be had.
func (h *host) run(ctx context.Context, owner string) {
	for tries := 1; ctx.Err() == nil; tries++ {
		err := h.leases.Hold(ctx, h.lease(), owner, h.Lease, func(ctx context.Context, l lease.Lease) error {
			tries = 0
			return h.dispatch(ctx, l)
		})
		if err == nil || ctx.Err() != nil {
			continue
		}
		h.logger.WarnContext(ctx, "the commands of a process wait", slog.String("process", h.Name), slog.Any("error", err))
		idle(ctx, backoff(h.Config, tries+1))
	}
}

func (h *host) lease() string { return "process/" + h.Name }

// idle waits until the time has passed, or ctx is over.
func idle(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// dispatch looks for processes that have something to do, and has the crew do it.
func (h *host) dispatch(ctx context.Context, l lease.Lease) error {
	work, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	c := newCrew(h.Parallel, func(correlation string) error { return h.exhaust(work, l, correlation) })
	defer c.finish(ctx, cancel)
	news := make(chan struct{}, 1)
	go h.listen(work, news)
	poll := time.Duration(0)
	for timer := time.NewTimer(poll); ; {
		select {
		case <-ctx.Done():
			return nil
		case end := <-c.done:
			if err := c.ended(end); err != nil {
				return err
			}
		case <-h.signal:
			if !c.admit(h.woken(), h.backlog()) && poll > shortestPoll {
				poll = shortestPoll // the store has the rest
				timer.Reset(poll)
			}
		case <-news:
			if poll > shortestPoll {
				poll = shortestPoll
				timer.Reset(poll)
			}
		case <-timer.C:
			found, err := h.due(ctx, h.backlog())
			if err != nil {
				return err
			}
			poll = min(max(2*poll, shortestPoll), h.Poll)
			if c.offer(found...) > 0 {
				poll = shortestPoll
			}
			timer.Reset(poll)
		}
	}
}

// backlog is how many processes wait in memory at the most, about.
func (h *host) backlog() int { return 4 * h.Parallel }

// listen tells when something was appended to the log, once for all that was since it was
// heard.
func (h *host) listen(ctx context.Context, news chan<- struct{}) {
	head, err := h.log.Head(ctx)
	for ctx.Err() == nil {
		if err != nil {
			idle(ctx, time.Second)
		}
		if head, err = h.log.Wait(ctx, head); err != nil {
			continue
		}
		select {
		case news <- struct{}{}:
		default:
		}
	}
}

// due returns the correlations of processes that have something to do now.
func (h *host) due(ctx context.Context, limit int) ([]string, error) {
	now, err := h.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	page, err := h.instances.Find(ctx, query.Where(fieldDue.Le(now)).OrderBy(fieldDue.Asc()).Limit(limit))
	if err != nil {
		return nil, err
	}
	found := make([]string, len(page.Items))
	for i, d := range page.Items {
		found[i] = d.Value.Correlation
	}
	return found, nil
}

// exhaust does everything that is due for one process.
func (h *host) exhaust(ctx context.Context, l lease.Lease, correlation string) error {
	for {
		again, err := h.advance(ctx, l, correlation)
		if err != nil {
			return err
		}
		if !again || ctx.Err() != nil {
			return nil //nolint:nilerr // that is how it ends
		}
	}
}

// Settle handles every event and sends every command that is due now, in this goroutine's
// time, until nothing is left: for tests and the command line. It takes the leases, so it
// waits for a program that runs. Timers fire as far as the clock of the store has come.
func (p *Processes) Settle(ctx context.Context) error {
	for {
		if err := p.engine.CatchUp(ctx); err != nil {
			return err
		}
		busy := false
		for _, h := range p.hosts {
			found, err := h.settleDue(ctx, p.owner)
			if err != nil {
				return err
			}
			busy = busy || found
		}
		if !busy {
			return nil
		}
	}
}

func (h *host) settleDue(ctx context.Context, owner string) (busy bool, err error) {
	err = h.leases.Hold(ctx, h.lease(), owner+"/settle", h.Lease, func(ctx context.Context, l lease.Lease) error {
		for {
			found, err := h.due(ctx, 100)
			if err != nil || len(found) == 0 {
				return err
			}
			busy = true
			for _, correlation := range found {
				if err := h.exhaust(ctx, l, correlation); err != nil {
					return err
				}
			}
		}
	})
	return busy, err
}

// errLeft is the cause by which a crew ends that has not finished in time.
var errLeft = errors.New("the program ends and waits no longer")
