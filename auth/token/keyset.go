package token

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
)

// KeySource finds the keys of an issuer. It is safe for concurrent use.
type KeySource interface {
	// Key returns the key of the name; "" is the only one there is. The error is an
	// errs.KindUnauthenticated of [CodeKeyUnknown] when there is none, and an
	// errs.KindUnavailable when that cannot be told.
	Key(ctx context.Context, id string) (Key, error)
}

// Scheduled is a key and its times, of which either may be zero: since ever, for ever.
type Scheduled struct {
	Key Key
	// SignFrom is when the key begins to sign, if it can. It verifies and is published
	// before, so that others know it in time: give it the cache time of the JWKS.
	SignFrom time.Time
	// RetireAt is when it stops to verify: when the last token that it signed has ended.
	RetireAt time.Time
}

// KeySet is the keys of this service, which change as time goes by and by
// [KeySet.Replace]. It is a [KeySource], made by [NewKeySet] and safe for concurrent use.
type KeySet struct {
	keys atomic.Pointer[[]Scheduled]
	now  func() time.Time
}

var _ KeySource = (*KeySet)(nil)

// KeySetConfig is what a key set needs.
type KeySetConfig struct {
	// Keys are those of the beginning, at least one.
	Keys []Scheduled
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// NewKeySet returns the keys, or every fault of them joined: none at all, two of one name, a
// key that retires before it signs.
func NewKeySet(config KeySetConfig) (*KeySet, error) {
	s := &KeySet{now: config.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.Replace(config.Keys...); err != nil {
		return nil, err
	}
	return s, nil
}

// Replace puts the keys in the place of those that are there, all at once, or returns every
// fault and changes nothing. Requests that are being answered see one or the other.
func (s *KeySet) Replace(keys ...Scheduled) error {
	var faults []error
	if len(keys) == 0 {
		faults = append(faults, errors.New("token: a key set needs a key"))
	}
	seen := map[string]bool{}
	for i, k := range keys {
		switch {
		case k.Key.IsZero():
			faults = append(faults, fmt.Errorf("token: key %d of the set is none", i))
			continue
		case seen[k.Key.ID()]:
			faults = append(faults, fmt.Errorf("token: two keys of the set are named %q", k.Key.ID()))
		case !k.RetireAt.IsZero() && !k.RetireAt.After(k.SignFrom):
			faults = append(faults, fmt.Errorf("token: key %q retires before it signs", k.Key.ID()))
		}
		seen[k.Key.ID()] = true
	}
	if err := errors.Join(faults...); err != nil {
		return err
	}
	own := append([]Scheduled(nil), keys...)
	s.keys.Store(&own)
	return nil
}

// Key implements [KeySource]. It returns no key that has retired.
func (s *KeySet) Key(_ context.Context, id string) (Key, error) {
	return pick(s.current(), id)
}

// current returns the keys that have not retired.
func (s *KeySet) current() []Key {
	now := s.now()
	all := *s.keys.Load()
	keys := make([]Key, 0, len(all))
	for _, k := range all {
		if k.RetireAt.IsZero() || now.Before(k.RetireAt) {
			keys = append(keys, k.Key)
		}
	}
	return keys
}

// signing returns the key that signs now: the one that began last.
func (s *KeySet) signing() (Key, error) {
	now := s.now()
	var latest Scheduled
	for _, k := range *s.keys.Load() {
		if !k.Key.CanSign() || k.SignFrom.After(now) || (!k.RetireAt.IsZero() && !now.Before(k.RetireAt)) {
			continue
		}
		if latest.Key.IsZero() || k.SignFrom.After(latest.SignFrom) {
			latest = k
		}
	}
	if latest.Key.IsZero() {
		return Key{}, errs.Internal(CodeNoSigningKey, "no key of the set signs now; schedule one")
	}
	return latest.Key, nil
}

// pick finds the key by comparing names and nothing else.
func pick(keys []Key, id string) (Key, error) {
	if id == "" && len(keys) == 1 {
		return keys[0], nil
	}
	for _, k := range keys {
		if id != "" && k.ID() == id {
			return k, nil
		}
	}
	return Key{}, refuse(CodeKeyUnknown, "the token is signed with a key that its issuer does not have; get a new one")
}
