package transport

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff says how long to wait before trying again: a time that doubles with every try,
// of which between half and all is drawn, so that those who failed together do not come
// back together. The zero value waits 100 ms at first and 30 s at most.
type Backoff struct {
	// First is the longest wait after the first try; 0 means 100 ms.
	First time.Duration
	// Limit is the longest wait of all; 0 means 30 s.
	Limit time.Duration
}

// Delay returns how long to wait after the try with the number, of which the first is 1.
func (b Backoff) Delay(try int) time.Duration {
	b = b.complete()
	longest := b.First
	for ; try > 1 && longest < b.Limit; try-- {
		longest *= 2
	}
	longest = min(longest, b.Limit)
	return longest/2 + rand.N(longest/2+1) //nolint:gosec // spreads load and guards nothing
}

// Wait waits for [Backoff.Delay] and reports whether it has: false when ctx is over first.
func (b Backoff) Wait(ctx context.Context, try int) bool {
	timer := time.NewTimer(b.Delay(try))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

func (b Backoff) complete() Backoff {
	b.First = orDefault(b.First, 100*time.Millisecond)
	b.Limit = max(orDefault(b.Limit, 30*time.Second), b.First)
	return b
}
