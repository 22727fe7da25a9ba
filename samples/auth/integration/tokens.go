package integration

import (
	"context"
	"net/http"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// audience is whom access tokens are for.
const audience = "auth"

func addTokens(services *di.Services) {
	di.AddSingleton[*token.KeySet](services, newKeys)
	di.AddSingleton[identity.AccessTokens](services, newAccessTokens)
	di.AddSingleton[*token.Verifier](services, newVerifier)
	di.AddSingleton[*Bearers](services, NewBearers)
}

func newKeys(secrets Secrets) (*token.KeySet, error) {
	key, err := token.NewKey("1", token.HS256, secrets.TokenKey)
	if err != nil {
		return nil, err
	}
	return token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{{Key: key}}})
}

// accessTokens makes access tokens.
type accessTokens struct {
	issuer *token.Issuer
	lasts  time.Duration
}

func newAccessTokens(settings Settings, keys *token.KeySet, clock identity.Clock, newID identity.NewID) (identity.AccessTokens, error) {
	issuer, err := token.NewIssuer(token.IssuerConfig{
		Issuer: settings.PublicURL, Audience: []string{audience}, Keys: keys, Lifetime: settings.AccessTokenTTL, Now: clock, NewID: newID,
	})
	return accessTokens{issuer: issuer, lasts: settings.AccessTokenTTL}, err
}

func (a accessTokens) Issue(_ context.Context, who auth.Identity) (auth.Secret, time.Duration, error) {
	text, err := a.issuer.Issue(token.Claims{
		Subject: who.Subject, Extra: map[string]any{"permissions": who.Permissions, "sid": who.Session},
	})
	return text, a.lasts, err
}

func newVerifier(settings Settings, keys *token.KeySet, clock identity.Clock) (*token.Verifier, error) {
	return token.NewVerifier(token.VerifierConfig{
		Now:     clock,
		Trusted: []token.Trust{{Issuer: settings.PublicURL, Audience: []string{audience}, Keys: keys}},
	})
}

// Bearers finds out who sent a request by its bearer token.
type Bearers struct {
	bearer  auth.Authenticator
	callers *identity.Callers
	issuer  string
}

// NewBearers returns the authenticator.
func NewBearers(verifier *token.Verifier, callers *identity.Callers, settings Settings) *Bearers {
	return &Bearers{bearer: token.Bearer(verifier), callers: callers, issuer: settings.PublicURL}
}

// Authenticate looks up the user of a token of this service.
func (b *Bearers) Authenticate(w http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	who, err := b.bearer.Authenticate(w, r)
	if err != nil || who.IsZero() || who.Issuer != b.issuer {
		return who, err
	}
	return b.callers.LoadToken(r.Context(), who)
}
