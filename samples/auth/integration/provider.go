package integration

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// newIssuer returns whom members of the identity provider are vouched for by.
func newIssuer(settings Settings) content.Issuer { return content.Issuer(settings.IDP.Issuer) }

// newVerifier returns what verifies tokens of this service, and of the identity provider where
// there is one. Which of them made a token is what its "iss" says, and only the keys of that one
// are tried.
func newVerifier(settings Settings, keys *token.KeySet, clock identity.Clock) (*token.Verifier, error) {
	trusted := []token.Trust{{Issuer: settings.PublicURL, Audience: []string{audience}, Keys: keys}}
	if settings.IDP.Issuer != "" {
		provider, err := trustProvider(settings.IDP, clock)
		if err != nil {
			return nil, err
		}
		trusted = append(trusted, provider)
	}
	return token.NewVerifier(token.VerifierConfig{Now: clock, Trusted: trusted})
}

// trustProvider returns what is believed of tokens of the identity provider: who they are of. What
// its users may do here is not for it to say, so neither roles nor permissions are taken from it.
func trustProvider(settings ProviderSettings, clock identity.Clock) (token.Trust, error) {
	keys, err := token.NewRemoteKeys(token.RemoteKeysConfig{
		URL:       cmp.Or(settings.KeysURL, strings.TrimSuffix(settings.Issuer, "/")+"/protocol/openid-connect/certs"),
		AllowHTTP: settings.AllowHTTP, Now: clock,
	})
	return token.Trust{
		Issuer: settings.Issuer, Audience: []string{settings.Audience}, Keys: keys,
		Mapping: token.Mapping{Roles: []string{}, Permissions: []string{}, Name: []string{"preferred_username", "name"}},
	}, err
}

// Bearers finds out who sent a request by its bearer token.
type Bearers struct {
	bearer   auth.Authenticator
	callers  *identity.Callers
	provider string
}

// NewBearers returns the authenticator.
func NewBearers(verifier *token.Verifier, callers *identity.Callers, settings Settings) *Bearers {
	return &Bearers{bearer: token.Bearer(verifier), callers: callers, provider: settings.IDP.Issuer}
}

// Authenticate looks up the user of a token of this service. A token of the identity provider is
// good for what members do; where users of this service are looked after it is nobody's.
func (b *Bearers) Authenticate(w http.ResponseWriter, r *http.Request) (auth.Identity, error) {
	who, err := b.bearer.Authenticate(w, r)
	switch {
	case errors.Is(err, errs.KindUnauthenticated):
		return who, errs.Unauthenticated(auth.CodeNotAuthenticated, "the access token is not accepted, or not any more; get a new one").Wrap(err)
	case err != nil || who.IsZero():
		return who, err
	case b.provider == "" || who.Issuer != b.provider:
		return b.callers.LoadToken(r.Context(), who)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		return auth.Identity{}, nil
	}
	return who, nil
}
