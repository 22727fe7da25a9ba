package password

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// queueOf returns how many may wait: as many as have their turn within wait when a hash takes
// no longer than the fastest ones do. The others would wait for nothing, and each that waits
// holds its request in memory, which the collector goes through once a hash.
func queueOf(concurrency int, wait time.Duration) int64 {
	const fast = 20 * time.Millisecond
	return int64(concurrency) * max(1, int64(wait/fast))
}

// enter waits for a turn to hash; leave must follow when it returns nil.
func (h *Hasher) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait to hash a password: %w", err)
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	default:
	}
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.queue {
		return h.busy()
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	case <-timer.C:
		return h.busy()
	}
}

func (h *Hasher) leave() { <-h.slots }

func (h *Hasher) busy() error { return &busy{after: max(h.wait, time.Second)} }

// busy says when to come back, besides what happened.
type busy struct{ after time.Duration }

func (b *busy) Error() string { return b.Unwrap().Error() }

// Unwrap returns the fault as the vocabulary has it.
func (b *busy) Unwrap() error {
	return errs.Unavailable(CodeBusy, "too many passwords are being checked at once; try again in a moment")
}

// RetryAfter returns how long to wait.
func (b *busy) RetryAfter() time.Duration { return b.after }
