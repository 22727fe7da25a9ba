package token

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// RemoteKeysConfig is what [RemoteKeys] need.
type RemoteKeysConfig struct {
	// URL is where the issuer serves its JWKS. It is https, or a loopback address. Required.
	URL string
	// AllowHTTP takes any http URL: for a network that nobody else is in.
	AllowHTTP bool
	// Client fetches. Default: one of its own. Redirects are not followed in any case.
	Client *http.Client
	// Timeout is how long a fetch may take. Default: 5 s.
	Timeout time.Duration
	// MaxBytes is the longest answer that is read. Default: 256 KiB.
	MaxBytes int64
	// MinAge and MaxAge bound the time that the answer may be cached by what it says, and
	// MaxAge is that of an answer that says nothing. Default: 1 minute and 1 hour.
	MinAge, MaxAge time.Duration
	// MinRefresh is the least time between two fetches: however many tokens name unknown
	// keys, and while the issuer is down. Default: 15 s.
	MinRefresh time.Duration
	// MaxStale is how long after its cache time a set is still used while a new one cannot
	// be fetched. Default: 24 hours.
	MaxStale time.Duration
	// Algorithm is that of RSA keys which name none. Default: RS256.
	Algorithm Algorithm
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// RemoteKeys are the keys of another issuer. They are fetched with the first token, kept for
// the time that the issuer allows, and fetched anew when that is over or a token names a key
// that is not among them. Many requests at once make one fetch. While the issuer is down the
// last set is used, and who needs no other key waits once for it to come back. It is a [KeySource], made by [NewRemoteKeys] and safe for concurrent use.
type RemoteKeys struct {
	config RemoteKeysConfig

	mu     sync.Mutex
	set    keySnapshot
	flight *flight
	// tried is when the last fetch began, and failed what became of it.
	tried  time.Time
	failed error
}

// keySnapshot is a set that was fetched.
type keySnapshot struct {
	keys  []Key
	until time.Time
}

// flight is a fetch under way; done closes when it has ended.
type flight struct{ done chan struct{} }

var _ KeySource = (*RemoteKeys)(nil)

// NewRemoteKeys returns the keys without fetching them, or every fault of the configuration.
func NewRemoteKeys(config RemoteKeysConfig) (*RemoteKeys, error) {
	if err := checkURL(config.URL, config.AllowHTTP); err != nil {
		return nil, err
	}
	if config.Client == nil {
		config.Client = &http.Client{}
	}
	client := *config.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	config.Client = &client
	config.Timeout = cmp.Or(config.Timeout, 5*time.Second)
	config.MaxBytes = cmp.Or(config.MaxBytes, 256<<10)
	config.MinAge = cmp.Or(config.MinAge, time.Minute)
	config.MaxAge = cmp.Or(config.MaxAge, time.Hour)
	config.MinRefresh = cmp.Or(config.MinRefresh, 15*time.Second)
	config.MaxStale = cmp.Or(config.MaxStale, 24*time.Hour)
	if config.Now == nil {
		config.Now = time.Now
	}
	if min(config.Timeout, config.MinAge, config.MaxAge, config.MinRefresh, config.MaxStale) < 0 || config.MaxBytes < 0 || config.MaxAge < config.MinAge {
		return nil, errors.New("token: a duration or size of RemoteKeysConfig is negative, or MaxAge is less than MinAge")
	}
	return &RemoteKeys{config: config}, nil
}

func checkURL(text string, allowHTTP bool) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return errors.New("token: RemoteKeysConfig.URL is no URL; set the jwks_uri of the issuer")
	}
	ip := net.ParseIP(u.Hostname())
	loopback := u.Hostname() == "localhost" || (ip != nil && ip.IsLoopback())
	if u.Scheme == "https" || (u.Scheme == "http" && (loopback || allowHTTP)) {
		return nil
	}
	return fmt.Errorf("token: RemoteKeysConfig.URL has the scheme %q: whoever is on the way could put keys of their own in; use https, or AllowHTTP in a private network", u.Scheme)
}

// Key implements [KeySource].
func (k *RemoteKeys) Key(ctx context.Context, id string) (Key, error) {
	k.mu.Lock()
	now := k.config.Now()
	key, err := pick(k.set.keys, id)
	if err == nil && now.Before(k.set.until) {
		k.mu.Unlock()
		return key, nil
	}
	fetch := k.flight
	if fetch == nil && (k.tried.IsZero() || !now.Before(k.tried.Add(k.config.MinRefresh))) {
		fetch = &flight{done: make(chan struct{})}
		k.flight, k.tried = fetch, now
		// It belongs to all who wait for it, so the end of one request does not end it;
		// its own timeout does.
		go k.refresh(context.WithoutCancel(ctx), fetch)
	}
	// An issuer that did not answer last time is not waited for where the last set will do.
	stale := err == nil && k.failed != nil && now.Before(k.set.until.Add(k.config.MaxStale))
	k.mu.Unlock()
	if stale {
		return key, nil
	}
	if fetch != nil {
		select {
		case <-fetch.done:
		case <-ctx.Done():
			return Key{}, fmt.Errorf("token: wait for the keys of the issuer: %w", ctx.Err())
		}
	}
	return k.known(id)
}

// known answers from what is there, after a fetch or instead of one.
func (k *RemoteKeys) known(id string) (Key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.config.Now()
	again := max(k.tried.Add(k.config.MinRefresh).Sub(now), time.Second)
	if k.set.keys == nil || !now.Before(k.set.until.Add(k.config.MaxStale)) {
		return Key{}, keysUnavailable(again, k.failed)
	}
	key, err := pick(k.set.keys, id)
	if err != nil && k.failed != nil {
		// It may be a new key: nobody can tell until the issuer is back.
		return Key{}, keysUnavailable(again, k.failed)
	}
	return key, err
}

func (k *RemoteKeys) refresh(ctx context.Context, own *flight) {
	defer close(own.done)
	ctx, cancel := context.WithTimeout(ctx, k.config.Timeout)
	defer cancel()
	keys, age, err := k.fetch(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.flight, k.failed = nil, err
	if err == nil {
		k.set = keySnapshot{keys: keys, until: k.config.Now().Add(age)}
	}
}
