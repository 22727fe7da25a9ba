package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Defaults of a [Config].
const (
	DefaultTTL       = 30 * time.Minute
	DefaultThreshold = 0.5
	DefaultLimit     = 30 * 24 * time.Hour
)

// Config says how sessions behave.
type Config struct {
	// Store keeps them. Required.
	Store Store
	// TTL is how long a session lasts that nobody uses, at least a second; zero means
	// [DefaultTTL].
	TTL time.Duration
	// Threshold is the part of the TTL that has to be left for a request to leave the
	// session alone: once no more is left, it gets the whole TTL anew. Between 0 and 1,
	// both excluded; zero means [DefaultThreshold].
	Threshold float64
	// Limit is how long a session lasts however much it is used; zero means
	// [DefaultLimit], a negative one means for ever.
	Limit time.Duration
	// Transports are asked for a token in order, and the first that knows one decides. Put
	// [Bearer] before a cookie: what a program says counts more than what a browser adds.
	// None means a [Cookie] as it is.
	Transports []Transport
	// Format is what tokens look like; nil means [Opaque].
	Format Format
	// Load looks up on every request who the identity of a session is by now. What it
	// returns is who asks; its Session and Expires are filled in. An error of
	// errs.KindUnauthenticated, KindForbidden, KindNotFound or KindGone, and the zero
	// identity, mean that the user may not be signed in any more: all the sessions of the
	// user end. Any other error fails this request and ends nothing. Nil means that the
	// identity stays as it was at sign-in.
	Load func(ctx context.Context, identity auth.Identity) (auth.Identity, error)
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Random is where secrets come from, for several goroutines at the same time; nil means
	// crypto/rand.
	Random io.Reader
	// Logger is told what a request survives; nil means slog.Default().
	Logger *slog.Logger
}

// Sessions opens, finds and ends sessions. It is an [auth.Authenticator], and safe for
// concurrent use.
type Sessions struct {
	config Config
	timing atomic.Pointer[timing]
}

// timing is how long sessions last, which may change.
type timing struct {
	ttl       time.Duration
	threshold float64
}

var _ auth.Authenticator = (*Sessions)(nil)

// New returns the sessions of the config, or every fault of it.
func New(config Config) (*Sessions, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	s := &Sessions{config: config}
	s.timing.Store(&timing{config.TTL, config.Threshold})
	return s, nil
}

// SetTiming changes the TTL and the Threshold of the config from now on, as when settings are
// reloaded. Sessions that were opened or extended before end as they were to. Zero is the
// default; what the config could not have is refused and changes nothing.
func (s *Sessions) SetTiming(ttl time.Duration, threshold float64) error {
	config := s.config
	config.TTL, config.Threshold = ttl, threshold
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	s.timing.Store(&timing{config.TTL, config.Threshold})
	return nil
}

func (c Config) withDefaults() Config {
	if c.TTL == 0 {
		c.TTL = DefaultTTL
	}
	if c.Threshold == 0 {
		c.Threshold = DefaultThreshold
	}
	if c.Limit == 0 {
		c.Limit = DefaultLimit
	}
	if len(c.Transports) == 0 {
		c.Transports = []Transport{Cookie{}}
	}
	if c.Format == nil {
		c.Format = Opaque{}
	}
	if c.Load == nil {
		c.Load = func(_ context.Context, identity auth.Identity) (auth.Identity, error) { return identity, nil }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

func (c Config) check() error {
	var faults []error
	if c.Store == nil {
		faults = append(faults, errors.New("there is no store; give one, such as session.NewMemory()"))
	}
	if c.TTL < time.Second {
		faults = append(faults, fmt.Errorf("the TTL is %v; give at least one second", c.TTL))
	}
	if !(c.Threshold > 0 && c.Threshold < 1) {
		faults = append(faults, fmt.Errorf("the threshold is %v; give a part of the TTL between 0 and 1, both excluded", c.Threshold))
	}
	if c.Limit > 0 && c.Limit < c.TTL {
		faults = append(faults, fmt.Errorf("the limit of %v is less than the TTL of %v; raise it, or lower the TTL", c.Limit, c.TTL))
	}
	for _, t := range c.Transports {
		if checker, ok := t.(interface{ check() error }); ok {
			faults = append(faults, checker.check())
		}
	}
	return errors.Join(faults...)
}

// now returns the time as sessions keep it.
func (s *Sessions) now() time.Time { return s.config.Now().UTC().Truncate(time.Microsecond) }

// end returns when a session of the age ends that is used now. It is a whole second,
// because tokens cannot tell less.
func (s *Sessions) end(created, now time.Time) time.Time {
	end := now.Add(s.timing.Load().ttl)
	if limit := created.Add(s.config.Limit); s.config.Limit > 0 && limit.Before(end) {
		end = limit
	}
	return end.Truncate(time.Second)
}

// due says whether what is left of a session asks for more.
func (s *Sessions) due(left time.Duration) bool {
	t := s.timing.Load()
	return left <= time.Duration(float64(t.ttl)*t.threshold)
}
