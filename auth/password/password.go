package password

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Config is what a hasher needs. Only Pepper has no default.
type Config struct {
	// Pepper is the key of this service that every password is mixed with, at least
	// [MinPepperBytes]. It lives apart from the hashes: in a secret of the environment.
	Pepper auth.Secret
	// OldPeppers were used before, the latest first. Their hashes verify.
	OldPeppers []auth.Secret
	// Scheme makes new hashes. Default: Argon2id{}.
	Scheme Scheme
	// Accept are schemes whose hashes verify besides those of Scheme. Nil is Argon2id{}
	// and Bcrypt{}; an empty list is none.
	Accept []Scheme
	// Concurrency is how many hashes are computed at once. Default: half of the processors
	// that Go uses, at least 1.
	Concurrency int
	// Wait is how long a hash waits for its turn. As many wait as could have theirs within
	// that if each took 20 ms; the next is told at once to come back. Default: 1 s.
	Wait time.Duration
	// MinBytes is the shortest password that Hash takes. Default: 8. Verify does not ask,
	// so that users from before the rule can still sign in.
	MinBytes int
	// MaxBytes is the longest password that is looked at, which bounds the work of a
	// request. Default: 1024.
	MaxBytes int
}

// MinPepperBytes is the least length of a pepper.
const MinPepperBytes = 32

// Hasher hashes and verifies passwords. It is made by [New] and safe for concurrent use.
type Hasher struct {
	peppers  []pepper // the present one first
	schemes  []Scheme // the present one first
	slots    chan struct{}
	wait     time.Duration
	waiting  atomic.Int64
	queue    int64 // the most that wait
	min, max int
}

// New returns a hasher, or every fault of the configuration joined.
func New(config Config) (*Hasher, error) {
	h := &Hasher{
		schemes: []Scheme{config.Scheme},
		wait:    cmp.Or(config.Wait, time.Second),
		min:     cmp.Or(config.MinBytes, 8),
		max:     cmp.Or(config.MaxBytes, 1024),
	}
	if config.Scheme == nil {
		h.schemes[0] = Argon2id{}
	}
	if config.Accept == nil {
		config.Accept = []Scheme{Argon2id{}, Bcrypt{}}
	}
	h.schemes = append(h.schemes, config.Accept...)
	concurrency := cmp.Or(config.Concurrency, max(1, runtime.GOMAXPROCS(0)/2))
	faults := []error{
		positive("Concurrency", concurrency), positive("Wait", h.wait), positive("MinBytes", h.min), atLeast(h.max, h.min),
	}
	for i, secret := range append([]auth.Secret{config.Pepper}, config.OldPeppers...) {
		p, err := newPepper(secret, i)
		faults = append(faults, err)
		h.peppers = append(h.peppers, p)
	}
	for _, s := range h.schemes {
		if v, ok := s.(interface{ Validate() error }); ok {
			faults = append(faults, v.Validate())
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	h.slots, h.queue = make(chan struct{}, concurrency), queueOf(concurrency, h.wait)
	return h, nil
}

// Hash returns the hash of the password, with a salt of its own. Its errors are an
// errs.KindInvalid of [CodeLength], an errs.KindUnavailable of [CodeBusy] and those of ctx.
func (h *Hasher) Hash(ctx context.Context, password auth.Secret) (string, error) {
	n := len(password.Reveal())
	if n < h.min || n > h.max {
		return "", errs.Invalid(CodeLength, "a password has %d to %d bytes; choose another", h.min, h.max)
	}
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	p := h.peppers[0]
	hash, err := h.schemes[0].Hash(p.id, p.key(password))
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// Verify says whether the hash is of the password. An empty hash and one of a pepper that is
// not configured match nothing and take as long to find out. Its errors are an errs.KindUnavailable of [CodeBusy], those of ctx
// and, for a hash that cannot be read, an errs.KindInternal of [CodeUnreadable]; with an
// error the answer is false.
func (h *Hasher) Verify(ctx context.Context, password auth.Secret, hash string) (bool, error) {
	if n := len(password.Reveal()); n == 0 || n > h.max {
		return false, nil // no hash is of such a password, whoever asks
	}
	if hash == "" {
		return false, h.Dummy(ctx, password)
	}
	stored, _, err := h.parse(hash)
	if err != nil {
		return false, err
	}
	p, ok := h.pepper(stored.Pepper)
	if !ok {
		return false, h.Dummy(ctx, password)
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	return stored.Matches(p.key(password)), nil
}

// Dummy does the work of a [Hasher.Verify] that fails: what a sign-in does for a user that
// does not exist. Its errors are those of Verify.
func (h *Hasher) Dummy(ctx context.Context, password auth.Secret) error {
	if n := len(password.Reveal()); n == 0 || n > h.max {
		return nil
	}
	if err := h.enter(ctx); err != nil {
		return err
	}
	defer h.leave()
	p := h.peppers[0]
	_, err := h.schemes[0].Hash(p.id, p.key(password))
	return err
}

// NeedsRehash says whether a hash that verified was made otherwise than a new one would be:
// by another scheme, cost or pepper. A hash that cannot be read needs one too.
func (h *Hasher) NeedsRehash(hash string) bool {
	stored, first, err := h.parse(hash)
	return err != nil || !first || !stored.Current || stored.Pepper != h.peppers[0].id
}

// parse reads the hash and says whether it is of the scheme of new ones.
func (h *Hasher) parse(hash string) (stored Stored, first bool, err error) {
	for i, s := range h.schemes {
		stored, err := s.Parse(hash)
		if errors.Is(err, ErrOtherScheme) {
			continue
		}
		if err != nil {
			return Stored{}, false, errs.Internal(CodeUnreadable, "a stored password hash cannot be read; the user has to reset the password").Wrap(err)
		}
		return stored, i == 0, nil
	}
	return Stored{}, false, errs.Internal(CodeUnreadable, "a stored password hash is of no scheme that is configured")
}
