package oidc

import (
	"cmp"
	"fmt"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/token"
)

// TrustConfig is what [NewTrust] needs.
type TrustConfig struct {
	// Issuer is the URL of the provider, letter for letter as it writes it itself. Required.
	Issuer string
	// Audience is what its access tokens call this service. Required.
	Audience []string
	// AllowHTTP takes any http URL: for a network that nobody else is in.
	AllowHTTP bool
	// Client asks the provider. Redirects are not followed in any case. Default: one of its own.
	Client *http.Client
	// Timeout is how long the provider may take. Default: 5 s.
	Timeout time.Duration
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// NewTrust returns the trust in the access tokens of a provider, whose keys are found by the
// address of the provider alone, for a service that takes tokens which others got:
//
//	trust, err := oidc.NewTrust(oidc.TrustConfig{Issuer: "https://id.example", Audience: []string{"orders"}})
//	trust.Mapping = token.Keycloak("orders")
//	verifier, err := token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{trust}})
//
// The provider is asked with the first token and not before; while it is down and nothing is
// known of it, tokens are refused with [CodeUnavailable].
func NewTrust(config TrustConfig) (token.Trust, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	remote, err := newRemote(config.Issuer, config.AllowHTTP, straight(config.Client), cmp.Or(config.Timeout, 5*time.Second), config.Now)
	if err != nil {
		return token.Trust{}, fmt.Errorf("oidc: %w", err)
	}
	return token.Trust{Issuer: config.Issuer, Audience: config.Audience, Keys: remote}, nil
}
