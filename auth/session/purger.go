package session

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"
)

// DefaultPurgeEvery is the pause of a [Purger].
const DefaultPurgeEvery = 10 * time.Minute

// PurgerConfig says how a [Purger] works.
type PurgerConfig struct {
	// Every is the pause between two purges; zero means [DefaultPurgeEvery]. It is made up
	// to a tenth longer by chance, so that replicas that start together do not purge together.
	Every time.Duration
	// Logger is told what was purged, and what failed; nil means slog.Default().
	Logger *slog.Logger
}

// Purger is the service that forgets the sessions that are over:
//
//	hosting.AddService[*session.Purger](services, func(s *session.Sessions) *session.Purger {
//		return session.NewPurger(s, session.PurgerConfig{})
//	})
//
// Any number of replicas may run one.
type Purger struct {
	sessions *Sessions
	config   PurgerConfig
}

// NewPurger returns the purger of the sessions.
func NewPurger(sessions *Sessions, config PurgerConfig) *Purger {
	if config.Every <= 0 {
		config.Every = DefaultPurgeEvery
	}
	if config.Logger == nil {
		config.Logger = slog.Default()
	}
	return &Purger{sessions, config}
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
		n, err := p.sessions.Purge(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			p.config.Logger.ErrorContext(ctx, "purging sessions failed", "error", err.Error())
		case n > 0:
			p.config.Logger.InfoContext(ctx, "sessions purged", "sessions", n)
		}
	}
}

// String names the service.
func (*Purger) String() string { return "session purger" }
