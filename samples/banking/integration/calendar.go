package integration

import (
	"context"
	"log/slog"
	"time"

	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
)

// Calendar is a hosted service that does what is due by the date: it pays the interest of the
// month that is over, and forgets the answers that nobody repeats a command for any more. All
// replicas may do so, since neither has an effect twice.
type Calendar struct {
	interest *application.InterestRound
	answers  *behavior.Idempotency
	now      application.Clock
	logger   *slog.Logger
}

// NewCalendar returns the service.
func NewCalendar(interest *application.InterestRound, answers *behavior.Idempotency, now application.Clock, logger *slog.Logger) *Calendar {
	return &Calendar{interest: interest, answers: answers, now: now, logger: logger}
}

const (
	// round is how long the calendar waits between two looks at the date.
	round = time.Hour
	// remembered is for how long a command may be repeated with its key.
	remembered = 7 * 24 * time.Hour
)

// Run looks at the date now and every hour, until ctx ends. What fails is logged and tried in
// the next round.
func (c *Calendar) Run(ctx context.Context) error {
	hours := time.NewTicker(round)
	defer hours.Stop()
	for {
		if err := c.interest.Pay(ctx); err != nil && ctx.Err() == nil {
			c.logger.WarnContext(ctx, "interest is paid later", slog.Any("error", err))
		}
		if _, err := c.answers.Clean(ctx, c.now().Add(-remembered)); err != nil && ctx.Err() == nil {
			c.logger.WarnContext(ctx, "old answers are forgotten later", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-hours.C:
		}
	}
}
