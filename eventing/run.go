package eventing

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// lookEvery is how often an engine looks at what others did.
const lookEvery = time.Second

// Run runs all subscriptions until ctx is over; then it finishes the units of work that are
// under way, hands the shards over and returns nil. A store that is not there it waits for. A
// second Run at the same time is [ErrRunning].
func (e *Engine) Run(ctx context.Context) error {
	if e.running.Swap(true) {
		return ErrRunning
	}
	defer e.running.Store(false)
	if len(e.runners) == 0 {
		<-ctx.Done()
		return nil
	}
	inside, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var beside sync.WaitGroup
	beside.Go(func() { e.feed.follow(inside, e.log, e.storeFailed) })
	e.loop(ctx, inside)
	e.handOver(inside)
	cancel()
	beside.Wait()
	return nil
}

// loop takes shards and gives them back until ctx is over. What it starts runs inside.
func (e *Engine) loop(ctx, inside context.Context) {
	var outage backoff
	var known heartbeat
	for ctx.Err() == nil {
		changed := e.changed.coming()
		wait := min(lookEvery, e.ttl()/heartbeats)
		if err := e.tick(ctx, inside, &known); err != nil {
			e.storeFailed(err)
			wait = outage.next()
		} else {
			outage.reset()
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// tick looks at the orders and at who else is there, and starts and stops workers, which run
// inside.
func (e *Engine) tick(ctx, inside context.Context, known *heartbeat) error {
	if err := e.beat(ctx, known); err != nil {
		return err
	}
	crew, err := e.crew(ctx)
	if err != nil {
		return err
	}
	if err := e.hear(ctx); err != nil {
		return err
	}
	for _, r := range e.runners {
		r.balance(inside, crew)
	}
	return nil
}

// handOver stops all workers and tells the others that the shards are free.
func (e *Engine) handOver(ctx context.Context) {
	for _, r := range e.runners {
		r.stopAll()
	}
	for _, r := range e.runners {
		r.busy.Wait()
	}
	ctx, cancel := context.WithTimeout(ctx, e.ttl())
	defer cancel()
	if err := e.leave(ctx); err != nil {
		e.storeFailed(err) // its time ends it, if this does not
	}
}

// ttl is how long this engine counts as alive without a word of it.
func (e *Engine) ttl() time.Duration {
	ttl := e.runners[0].Lease
	for _, r := range e.runners {
		ttl = min(ttl, r.Lease)
	}
	return ttl
}

func (e *Engine) storeFailed(err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		e.logger.Warn("subscriptions wait for their store", slog.Any("error", err))
	}
}
