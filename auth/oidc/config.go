package oidc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/token"
)

// Provider is an identity provider and what it knows this service as.
type Provider struct {
	// Name is its part of the paths: "/login/google". Letters, digits, '-' and '_'. Required.
	Name string
	// Issuer is its URL, letter for letter as it writes it itself. Required.
	Issuer string
	// ClientID is what it calls this service. Required.
	ClientID string
	// ClientSecret is what this service proves itself with. Empty is a public client, which
	// PKCE alone protects.
	ClientSecret auth.Secret
	// Scopes are what is asked for besides "openid". Default: "profile" and "email"; add
	// "offline_access" where the provider wants it for refresh tokens.
	Scopes []string
	// Params are further parameters of the request, such as "prompt" or "resource". What the
	// protocol needs is not among them.
	Params map[string]string
	// Algorithms are the only ones its id tokens are signed with. Nil is whatever its keys are made for;
	// "none" and HMAC are none of them in any case.
	Algorithms []token.Algorithm
	// Mapping says which claims become the identity.
	Mapping token.Mapping
	// Skew is how far its clock may be from ours, both ways. Default: 30 s; negative is none.
	Skew time.Duration
}

// SignIn is somebody whom a provider vouches for, before there is a session.
type SignIn struct {
	// Provider is the name of the one that does.
	Provider string
	// Claims are those of the id token.
	Claims token.Claims
	// Identity is what the mapping makes of them.
	Identity auth.Identity
}

// Config says how a [RelyingParty] behaves.
type Config struct {
	// BaseURL is where browsers find the handler: "https://shop.example/auth". The redirect
	// URI of a provider is BaseURL/callback/name. It is https, or a loopback address; over
	// http the cookies are no Secure ones. Required.
	BaseURL string
	// Providers are those to choose from, at least one.
	Providers []Provider
	// Sessions are opened and ended. Their cookie needs SameSite Lax: a Strict one is left out
	// of the request that the way back from a provider ends with. Required.
	Sessions *session.Sessions
	// Store keeps the tokens, and which sign-ins are used up. Replicas share it. Required.
	Store Store
	// Keys seal what browsers and the store keep: random bytes, 32 at least, the same in all
	// replicas. The first seals, each opens, so that a new one is put before the old. Required.
	Keys []auth.Secret
	// Refuse answers a request that fails: the Write of an mvc.Problems, or a page. Required.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// OnSignIn says who signs in: it may look the user up, add one, or refuse with an error,
	// which is what the browser is answered. Nil takes the identity of the mapping.
	OnSignIn func(ctx context.Context, s SignIn) (auth.Identity, error)
	// Lifetime is how long somebody may take at the provider. Default: 10 minutes.
	Lifetime time.Duration
	// Keep is how long tokens are kept that nobody uses: as long as a session may last.
	// Default: session.DefaultLimit.
	Keep time.Duration
	// RefreshBefore is how long before its end an access token is renewed. Default: 1 minute.
	RefreshBefore time.Duration
	// AllowHTTP takes any http URL: for a network that nobody else is in.
	AllowHTTP bool
	// Client talks to providers. Redirects are not followed in any case. Default: one of its own.
	Client *http.Client
	// Timeout is how long a provider may take to answer. Default: 10 s.
	Timeout time.Duration
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Logger is told what a request survives. Default: slog.Default().
	Logger *slog.Logger
}

func (c Config) withDefaults() Config {
	c.Lifetime = cmp.Or(c.Lifetime, 10*time.Minute)
	c.Keep = cmp.Or(c.Keep, session.DefaultLimit)
	c.RefreshBefore = cmp.Or(c.RefreshBefore, time.Minute)
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	c.Client = straight(c.Client)
	if c.OnSignIn == nil {
		c.OnSignIn = func(_ context.Context, s SignIn) (auth.Identity, error) { return s.Identity, nil }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return c
}

// straight returns the client without redirects: where a provider is, its document says.
func straight(client *http.Client) *http.Client {
	if client == nil {
		client = &http.Client{}
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

func (c Config) check() error {
	var faults []error
	if err := checkURL(c.BaseURL, c.AllowHTTP); err != nil {
		faults = append(faults, fmt.Errorf("the BaseURL %q %w", c.BaseURL, err))
	} else if u, _ := url.Parse(c.BaseURL); u.RawQuery != "" || strings.ContainsAny(u.Path, "{}") {
		faults = append(faults, fmt.Errorf("the BaseURL %q has a query or braces; give scheme, host and path", c.BaseURL))
	}
	for name, missing := range map[string]bool{
		"Sessions": c.Sessions == nil, "Store": c.Store == nil, "Refuse": c.Refuse == nil, "Providers": len(c.Providers) == 0,
	} {
		if missing {
			faults = append(faults, fmt.Errorf("there are no %s; see Config", name))
		}
	}
	if min(c.Lifetime, c.Keep, c.RefreshBefore, c.Timeout) < 0 {
		faults = append(faults, errors.New("a duration is negative; leave it out for its default"))
	}
	seen := map[string]bool{}
	for _, p := range c.Providers {
		faults = append(faults, p.check())
		if seen[p.Name] {
			faults = append(faults, fmt.Errorf("two providers are named %q; give each its own redirect URI", p.Name))
		}
		seen[p.Name] = true
	}
	return errors.Join(faults...)
}

// reserved are the parameters that the protocol sets. With max_age an id token would have to
// be asked how old the sign-in is.
var reserved = []string{
	"response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "nonce",
	"code_challenge", "code_challenge_method", "max_age", "request", "request_uri",
}

func (p Provider) check() error {
	var faults []error
	if p.Name == "" || strings.Trim(p.Name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		faults = append(faults, fmt.Errorf("the name of provider %q is a part of paths; use letters, digits, '-' and '_'", p.Name))
	}
	if p.ClientID == "" {
		faults = append(faults, fmt.Errorf("provider %q: ClientID is empty; register this service there and give the id", p.Name))
	}
	for name := range p.Params {
		if slices.Contains(reserved, name) {
			faults = append(faults, fmt.Errorf("provider %q: the parameter %q is set by the protocol; leave it out", p.Name, name))
		}
	}
	for _, alg := range p.Algorithms {
		if strings.HasPrefix(string(alg), "HS") || strings.EqualFold(string(alg), "none") {
			faults = append(faults, fmt.Errorf("provider %q: id tokens with the algorithm %q prove nothing; name RS256 or another with a public key", p.Name, alg))
		}
	}
	return errors.Join(faults...)
}
