package jwtsession

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	// mediaType and audience keep the tokens of sessions apart from others that are signed by the
	// same keys: neither is taken for the other.
	mediaType = "session+jwt"
	audience  = "session"

	// claim is where the secret is.
	claim = "sid"
)

// Config says how tokens are signed.
type Config struct {
	// Issuer is the "iss" of the tokens: the URL of the service. Required.
	Issuer string
	// Keys sign and verify. Required; see token.NewKeySet about how they rotate. A key
	// must verify for as long as sessions last that it signed.
	Keys *token.KeySet
	// Now is the clock; nil means time.Now. Give it that of the sessions.
	Now func() time.Time
}

// Format makes tokens that are signed. It is safe for concurrent use.
type Format struct {
	issuer   *token.Issuer
	verifier *token.Verifier
}

var _ session.Format = (*Format)(nil)

// New returns the format of the config, or every fault of it.
func New(config Config) (*Format, error) {
	if config.Keys == nil {
		return nil, errors.New("session tokens: there are no keys to sign with; make them with token.NewKeySet")
	}
	issuer, err := token.NewIssuer(token.IssuerConfig{
		Issuer: config.Issuer, Audience: []string{audience}, Keys: config.Keys, Type: mediaType, Now: config.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("session tokens: %w", err)
	}
	verifier, err := token.NewVerifier(token.VerifierConfig{
		Trusted: []token.Trust{{Issuer: config.Issuer, Audience: []string{audience}, Keys: config.Keys, Type: mediaType}},
		Now:     config.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("session tokens: %w", err)
	}
	return &Format{issuer, verifier}, nil
}

// Encode returns a JWT that carries the secret and expires with the session.
func (f *Format) Encode(_ context.Context, secret string, expires time.Time) (auth.Secret, error) {
	return f.issuer.Issue(token.Claims{
		Subject: audience, // nobody: who it is is in the store
		Expires: expires,
		Extra:   map[string]any{claim: secret},
	})
}

// Decode returns what a JWT of Encode carries. One of somebody else, or for something else, is
// session.ErrForeign.
func (f *Format) Decode(ctx context.Context, text string) (string, time.Time, error) {
	claims, err := f.verifier.Verify(ctx, text)
	if err != nil {
		switch errs.CodeOf(err) {
		case token.CodeMalformed, token.CodeIssuerUnknown, token.CodeType, token.CodeAudience:
			return "", time.Time{}, session.ErrForeign
		}
		return "", time.Time{}, err
	}
	secret, ok := claims.Extra[claim].(string)
	if !ok || secret == "" {
		return "", time.Time{}, session.ErrForeign
	}
	return secret, claims.Expires, nil
}
