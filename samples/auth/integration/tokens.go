package integration

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/content"
	"github.com/neuroglia-go/neuroglia/samples/auth/application/identity"
)

// audience is whom access tokens are for.
const audience = "auth"

func addTokens(services *di.Services) {
	di.AddSingleton[*token.KeySet](services, newKeys)
	di.AddSingleton[identity.AccessTokens](services, newAccessTokens)
	di.AddSingleton[*token.Verifier](services, newVerifier)
	di.AddSingleton[*Bearers](services, NewBearers)
	di.AddSingleton[content.Issuer](services, newIssuer)
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
