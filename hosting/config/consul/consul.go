package consul

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// Config says where the settings are.
type Config struct {
	// URL is where the agent is, with http or https. Empty means http://127.0.0.1:8500.
	URL string
	// Prefix is the folder of the settings: "pizzeria/production". Required.
	Prefix string
	// Token is the ACL token, which needs key_prefix read. Empty means none.
	Token auth.Secret
	// Datacenter is the one that is asked. Empty means that of the agent.
	Datacenter string
	// Wait is how long Consul may wait for a change, up to ten minutes. Zero means five.
	Wait time.Duration
	// Poll is the pause between readings where Consul cannot be waited for, which varies by a
	// fifth. Zero means ten seconds.
	Poll time.Duration
	// Timeout bounds a request beyond the time that Consul waits. Zero means ten seconds.
	Timeout time.Duration
	// MinInterval is the least time between two requests, for a folder that changes all the
	// time. Zero means half a second.
	MinInterval time.Duration
	// Transport carries the requests. Nil means a clone of http.DefaultTransport.
	Transport http.RoundTripper
}

// maxWait is what Consul waits at most.
const maxWait = 10 * time.Minute

// Source is a [config.Source] that reads a folder of Consul.
type Source struct {
	cfg  Config
	url  *url.URL
	http *http.Client

	mu   sync.Mutex
	next time.Time // before which nothing is asked
}

var _ config.Source = (*Source)(nil)

// New returns a source; it does not ask Consul anything. The error lists what is wrong with
// the configuration.
func New(cfg Config) (*Source, error) {
	cfg.URL = cmp.Or(cfg.URL, "http://127.0.0.1:8500")
	cfg.Wait, cfg.Poll = cmp.Or(cfg.Wait, 5*time.Minute), cmp.Or(cfg.Poll, 10*time.Second)
	cfg.Timeout, cfg.MinInterval = cmp.Or(cfg.Timeout, 10*time.Second), cmp.Or(cfg.MinInterval, 500*time.Millisecond)
	cfg.Prefix = strings.Trim(cfg.Prefix, "/")
	if cfg.Transport == nil {
		cfg.Transport = http.DefaultTransport
		if t, ok := http.DefaultTransport.(*http.Transport); ok {
			cfg.Transport = t.Clone()
		}
	}
	base, err := check(cfg)
	if err != nil {
		return nil, err
	}
	// A redirect would carry the token elsewhere.
	follow := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Source{
		cfg: cfg, url: base.JoinPath("v1", "kv", escaped(cfg.Prefix)+"/"),
		http: &http.Client{Transport: cfg.Transport, CheckRedirect: follow},
	}, nil
}

func check(cfg Config) (*url.URL, error) {
	var faults []error
	base, err := url.Parse(cfg.URL)
	switch {
	case err != nil, base.Scheme != "http" && base.Scheme != "https", base.Host == "":
		faults = append(faults, errors.New("consul: the URL is none of an agent; write it as http://127.0.0.1:8500"))
	case base.User != nil, base.RawQuery != "", base.Fragment != "":
		faults = append(faults, errors.New("consul: the URL has more than scheme, host and path; the token has a setting of its own"))
	}
	if cfg.Prefix == "" {
		faults = append(faults, errors.New("consul: the prefix is not set; set it to the folder of the settings, such as pizzeria/production"))
	}
	if cfg.Wait < time.Second || cfg.Wait > maxWait {
		faults = append(faults, fmt.Errorf("consul: the wait %s is not between a second and %s", cfg.Wait, maxWait))
	}
	for name, d := range map[string]time.Duration{"poll": cfg.Poll, "timeout": cfg.Timeout, "least interval": cfg.MinInterval} {
		if d < 0 {
			faults = append(faults, fmt.Errorf("consul: the %s %s is negative", name, d))
		}
	}
	return base, errors.Join(faults...)
}

// escaped makes a path of a folder, whose slashes stay.
func escaped(folder string) string {
	parts := strings.Split(folder, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// String returns "consul:pizzeria/production".
func (s *Source) String() string { return "consul:" + s.cfg.Prefix }

// polled begins the version of a folder that has no index to wait for.
const polled = "poll:"

// Next implements [config.Source].
func (s *Source) Next(ctx context.Context, since string) (config.Snapshot, error) {
	index, _ := strconv.ParseUint(since, 10, 64)
	pause := s.pause()
	if strings.HasPrefix(since, polled) {
		spread := int64(s.cfg.Poll)/5 + 1
		pause = max(pause, s.cfg.Poll+time.Duration(rand.Int64N(2*spread)-spread)) //nolint:gosec // spreads load, guards nothing
	}
	if err := wait(ctx, pause); err != nil {
		return config.Snapshot{}, err
	}
	answer, err := s.read(ctx, index)
	if err != nil {
		return config.Snapshot{}, err
	}
	values, err := answer.values(s.cfg.Prefix)
	if err != nil {
		return config.Snapshot{}, err
	}
	return config.Snapshot{Version: version(index, answer), Values: values}, nil
}

// version returns what the next query waits for. An index that went backwards, as after a
// restore, says nothing about what will come, so the next query waits for nothing.
func version(index uint64, a answer) string {
	switch {
	case !a.indexed:
		sum := sha256.Sum256(a.content)
		return polled + hex.EncodeToString(sum[:8])
	case a.index < index:
		return "0"
	}
	return strconv.FormatUint(max(a.index, 1), 10)
}

// pause returns how long to wait for the least interval, and begins another one.
func (s *Source) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	pause := max(s.next.Sub(now), 0)
	s.next = now.Add(pause + s.cfg.MinInterval)
	return pause
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
