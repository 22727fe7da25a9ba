package throttle

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Purgeable is a [Store] that keeps what may be forgotten until it is purged.
type Purgeable interface {
	// Purge deletes the records whose Forget is until or before, and returns how many. A
	// zero Forget is never. It takes as many commits as it needs and belongs into no unit of work.
	Purge(ctx context.Context, until time.Time) (int, error)
}

// DefaultPurgeEvery is the pause of a [Purger].
const DefaultPurgeEvery = 10 * time.Minute

// PurgerConfig says how a [Purger] works.
type PurgerConfig struct {
	// Every is the pause between two purges; zero means [DefaultPurgeEvery]. It is made up
	// to a tenth longer by chance, so that replicas that start together do not purge together.
	Every time.Duration
	// Logger is told what was purged, and what failed; nil means slog.Default().
	Logger *slog.Logger
	// Now is the clock of the throttle. Default: time.Now.
	Now func() time.Time
}

// Purger is the service that deletes what a throttle has forgotten:
//
//	hosting.AddService[*throttle.Purger](services, func(s *datathrottle.Store) *throttle.Purger {
//		return throttle.NewPurger(s, throttle.PurgerConfig{})
//	})
//
// Any number of replicas may run one.
type Purger struct {
	store  Purgeable
	config PurgerConfig
}

// NewPurger returns the purger of the store.
func NewPurger(store Purgeable, config PurgerConfig) *Purger {
	if config.Every <= 0 {
		config.Every = DefaultPurgeEvery
	}
	if config.Logger == nil {
		config.Logger = slog.Default()
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	return &Purger{store, config}
}

// Run purges until ctx is over, first when the first pause is. A purge that fails is logged
// and made up for by the next.
func (p *Purger) Run(ctx context.Context) error {
	for {
		pause := time.NewTimer(p.config.Every + rand.N(p.config.Every/10+1)) //nolint:gosec // jitter is no secret
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil
		case <-pause.C:
		}
		n, err := p.store.Purge(ctx, p.config.Now())
		switch {
		case err != nil && ctx.Err() == nil:
			p.config.Logger.ErrorContext(ctx, "purging attempts failed", "error", err.Error())
		case n > 0:
			p.config.Logger.InfoContext(ctx, "attempts purged", "records", n)
		}
	}
}

// String names the service.
func (*Purger) String() string { return "throttle purger" }
