package throttle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Config is what a throttle needs. Everything has a default.
type Config struct {
	// Store keeps the counts. Default: a new [Memory].
	Store Store
	// Account limits the attempts at one account. Default: 5 free, then 1 s doubling up to
	// 1 minute, forgotten after an hour.
	Account Limit
	// Address limits the attempts from one address, behind which may be an office. Default:
	// 20 free, then 1 s doubling up to 15 minutes, forgotten after an hour.
	Address Limit
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// Limit is how many attempts there are and how long the pauses get. A zero field takes the
// default of its place in [Config].
type Limit struct {
	// Free attempts follow on each other without a pause.
	Free int
	// First is the pause after the last of the free ones; each further one is twice as long.
	First time.Duration
	// Longest is what the pauses grow to.
	Longest time.Duration
	// Forget is how long after the end of the last pause the count starts again at none.
	Forget time.Duration
}

// Attempt is one try to sign in. An empty field is not counted.
type Attempt struct {
	// Account is the name as it is looked up. Case and surrounding space make no difference.
	Account string
	// Address is an IP address, with or without a port, as http.Request.RemoteAddr has it.
	Address string
}

// CodeTooManyAttempts is the code of an errs.KindTooMany of [Throttle.Allow]. The error has
// a method RetryAfter() time.Duration.
const CodeTooManyAttempts = "too_many_attempts"

// CodeUnavailable is the code of an errs.KindUnavailable: the store does not answer.
const CodeUnavailable = "throttle_unavailable"

// Throttle limits attempts. It is made by [New] and safe for concurrent use.
type Throttle struct {
	store            Store
	account, address Limit
	now              func() time.Time
}

// New returns a throttle, or every fault of the configuration joined.
func New(config Config) (*Throttle, error) {
	t := &Throttle{
		store:   config.Store,
		account: config.Account.or(Limit{Free: 5, First: time.Second, Longest: time.Minute, Forget: time.Hour}),
		address: config.Address.or(Limit{Free: 20, First: time.Second, Longest: 15 * time.Minute, Forget: time.Hour}),
		now:     config.Now,
	}
	if t.now == nil {
		t.now = time.Now
	}
	if t.store == nil {
		t.store = NewMemory(MemoryConfig{})
	}
	if err := errors.Join(t.account.check("Account"), t.address.check("Address")); err != nil {
		return nil, err
	}
	return t, nil
}

// Allow counts the attempt and says whether it may go on. Its errors are an errs.KindTooMany
// of [CodeTooManyAttempts], which counts for nothing at what refused it, and an
// errs.KindUnavailable of [CodeUnavailable] when the store fails: nobody gets in uncounted.
func (t *Throttle) Allow(ctx context.Context, attempt Attempt) error {
	// The address comes first, so that knocking at a paused account counts against it.
	for _, c := range t.counters(attempt) {
		if err := t.take(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// Succeeded takes back an attempt that was allowed and proved right: the account starts
// again at none and the address has one less, because who owns one account must not be free
// to guess at others. Its error is an errs.KindUnavailable of [CodeUnavailable].
func (t *Throttle) Succeeded(ctx context.Context, attempt Attempt) error {
	return t.takeBack(ctx, attempt, true)
}

// Withdraw takes back an attempt that was allowed and not looked at, because the service had
// no time for it: the account and the address have one less, and a pause that has begun goes
// on. Who was told to come back has learnt nothing about the password, and is not taken for
// somebody who guesses. Its error is an errs.KindUnavailable of [CodeUnavailable].
func (t *Throttle) Withdraw(ctx context.Context, attempt Attempt) error {
	return t.takeBack(ctx, attempt, false)
}

func (t *Throttle) takeBack(ctx context.Context, attempt Attempt, proved bool) error {
	var faults []error
	for _, c := range t.counters(attempt) {
		faults = append(faults, t.change(ctx, c.key, func(r Record) (Record, error) {
			if proved && c.account || r.Attempts <= 1 {
				return Record{}, nil
			}
			r.Attempts--
			if r.Attempts < c.limit.Free {
				r.Until = time.Time{}
			}
			return r, nil
		}))
	}
	return errors.Join(faults...)
}

type counter struct {
	key     string
	limit   Limit
	account bool
}

func (t *Throttle) counters(a Attempt) []counter {
	counters := make([]counter, 0, 2)
	if a.Address != "" {
		counters = append(counters, counter{key: addressKey(a.Address), limit: t.address})
	}
	if a.Account != "" {
		counters = append(counters, counter{key: accountKey(a.Account), limit: t.account, account: true})
	}
	return counters
}

func (t *Throttle) take(ctx context.Context, c counter) error {
	return t.change(ctx, c.key, func(r Record) (Record, error) {
		now := t.now().Truncate(time.Microsecond) // what every store can keep
		if r.Until.After(now) {
			return r, &tooMany{after: r.Until.Sub(now)}
		}
		if !r.Forget.After(now) {
			r = Record{}
		}
		r.Attempts++
		r.Until = time.Time{}
		if pause := c.limit.pause(r.Attempts); pause > 0 {
			r.Until = now.Add(pause)
		}
		r.Forget = now.Add(c.limit.pause(r.Attempts) + c.limit.Forget)
		return r, nil
	})
}

// swaps is how often a change is tried against others of the same key. Each time another one
// succeeds, so a key that is still contended is one that is being hammered.
const swaps = 32

// change puts what next makes of the record in its place, unless next refuses.
func (t *Throttle) change(ctx context.Context, key string, next func(Record) (Record, error)) error {
	for range swaps {
		old, err := t.store.Get(ctx, key)
		if err != nil {
			return unavailable(err)
		}
		changed, err := next(old)
		if err != nil {
			return err
		}
		done, err := t.store.Swap(ctx, key, old, changed)
		if err != nil {
			return unavailable(err)
		}
		if done {
			return nil
		}
	}
	return &tooMany{after: time.Second}
}

func unavailable(cause error) error {
	return errs.Unavailable(CodeUnavailable, "attempts to sign in cannot be counted now; try again in a moment").Wrap(cause)
}

// tooMany says when to come back, besides what happened.
type tooMany struct{ after time.Duration }

func (e *tooMany) Error() string { return e.Unwrap().Error() }

// Unwrap returns the fault as the vocabulary has it.
func (e *tooMany) Unwrap() error {
	return errs.New(errs.KindTooMany, CodeTooManyAttempts, "too many attempts to sign in; try again in %s", max(e.after.Round(time.Second), time.Second))
}

// RetryAfter returns how long to wait.
func (e *tooMany) RetryAfter() time.Duration { return e.after }

func (l Limit) or(d Limit) Limit {
	return Limit{
		Free: cmp.Or(l.Free, d.Free), First: cmp.Or(l.First, d.First),
		Longest: max(cmp.Or(l.Longest, d.Longest), cmp.Or(l.First, d.First)), Forget: cmp.Or(l.Forget, d.Forget),
	}
}

func (l Limit) check(name string) error {
	if l.Free < 0 || l.First < 0 || l.Longest < 0 || l.Forget < 0 {
		return fmt.Errorf("throttle: Config.%s has a negative field: %+v", name, l)
	}
	return nil
}

// pause returns how long to wait after so many attempts.
func (l Limit) pause(attempts int) time.Duration {
	if attempts < l.Free {
		return 0
	}
	pause := l.First
	for range attempts - l.Free {
		if pause *= 2; pause >= l.Longest || pause <= 0 {
			return l.Longest
		}
	}
	return min(pause, l.Longest)
}
