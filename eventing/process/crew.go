package process

import (
	"context"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/data/lease"
)

// crew works for many processes at a time, and for each of them one thing after the other.
// It belongs to one goroutine.
type crew struct {
	limit   int
	work    func(correlation string) error
	busy    map[string]bool // true when there was news while it was worked for
	waiting []string
	queued  map[string]bool // those that are waiting
	done    chan end
}

// end is how the work for one process ended.
type end struct {
	correlation string
	err         error
}

func newCrew(limit int, work func(string) error) *crew {
	return &crew{limit: limit, work: work, busy: make(map[string]bool), queued: make(map[string]bool), done: make(chan end, limit)}
}

// offer hands over processes that have something to do, and returns how many of them were
// not known of yet.
func (c *crew) offer(correlations ...string) (fresh int) {
	for _, correlation := range correlations {
		if _, ok := c.busy[correlation]; ok {
			c.busy[correlation] = true
			continue
		}
		if !c.queued[correlation] {
			c.queued[correlation] = true
			c.waiting = append(c.waiting, correlation)
			fresh++
		}
	}
	c.start()
	return fresh
}

// admit offers those that woke as long as fewer than limit wait, and reports whether it
// offered them all. With more of them the store says who is next, which is who has waited
// longest, also since before this program began.
func (c *crew) admit(woken []string, limit int) (all bool) {
	for _, correlation := range woken {
		if len(c.waiting) >= limit {
			return false
		}
		c.offer(correlation)
	}
	return true
}

func (c *crew) start() {
	for len(c.waiting) > 0 && len(c.busy) < c.limit {
		next := c.waiting[0]
		c.waiting = c.waiting[1:]
		delete(c.queued, next)
		c.busy[next] = false
		go func() { c.done <- end{next, c.work(next)} }()
	}
}

// ended takes note of the end of some work. It returns the error when nobody of the crew may
// go on.
func (c *crew) ended(e end) error {
	news := c.busy[e.correlation]
	delete(c.busy, e.correlation)
	if e.err != nil {
		return e.err
	}
	if news {
		c.offer(e.correlation)
	}
	c.start()
	return nil
}

// finish waits for the work under way: as long as it takes, within limits, when the program
// ends, and no longer when the lease is lost.
func (c *crew) finish(ctx context.Context, cancel context.CancelCauseFunc) {
	if _, lost := errors.AsType[*lease.LostError](context.Cause(ctx)); lost || ctx.Err() == nil {
		cancel(context.Cause(ctx))
	}
	timer := time.AfterFunc(drain, func() { cancel(errLeft) })
	defer timer.Stop()
	for len(c.busy) > 0 {
		e := <-c.done
		delete(c.busy, e.correlation)
	}
}
