package password

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

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
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to hash a password: %w", ctx.Err())
	case <-timer.C:
		return &busy{after: max(h.wait, time.Second)}
	}
}

func (h *Hasher) leave() { <-h.slots }

// busy says when to come back, besides what happened.
type busy struct{ after time.Duration }

func (b *busy) Error() string { return b.Unwrap().Error() }

// Unwrap returns the fault as the vocabulary has it.
func (b *busy) Unwrap() error {
	return errs.Unavailable(CodeBusy, "too many passwords are being checked at once; try again in a moment")
}

// RetryAfter returns how long to wait.
func (b *busy) RetryAfter() time.Duration { return b.after }
