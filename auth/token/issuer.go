package token

import (
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/neuroglia-go/neuroglia/auth"
)

// IssuerConfig is what an issuer needs.
type IssuerConfig struct {
	// Issuer is the "iss" of its tokens: the URL of the service. Required.
	Issuer string
	// Audience is the "aud" of tokens that name none. Required, by the tokens at the latest.
	Audience []string
	// Keys sign. Required.
	Keys *KeySet
	// Lifetime is how long a token lasts that has no end of its own. Default: 5 minutes.
	Lifetime time.Duration
	// Type is the "typ" of the header: "JWT" by default, "at+jwt" for access tokens of RFC 9068.
	Type string
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// NewID returns the "jti" of each token. Default: 26 random characters.
	NewID func() string
}

// Issuer issues tokens. It is made by [NewIssuer] and safe for concurrent use.
type Issuer struct{ config IssuerConfig }

// NewIssuer returns an issuer, or every fault of the configuration joined.
func NewIssuer(config IssuerConfig) (*Issuer, error) {
	var faults []error
	if config.Issuer == "" {
		faults = append(faults, errors.New("token: IssuerConfig.Issuer is empty; set the URL of this service"))
	}
	if config.Keys == nil {
		faults = append(faults, errors.New("token: IssuerConfig.Keys is nil; make it with NewKeySet"))
	}
	if config.Lifetime < 0 {
		faults = append(faults, fmt.Errorf("token: IssuerConfig.Lifetime is %s and must be more than 0", config.Lifetime))
	}
	if config.Lifetime == 0 {
		config.Lifetime = 5 * time.Minute
	}
	if config.Type == "" {
		config.Type = "JWT"
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.NewID == nil {
		config.NewID = rand.Text
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &Issuer{config}, nil
}

// Issue returns a token of the claims, signed with the key whose time it is. It sets Issuer
// and IssuedAt, and Audience, Expires and ID where they are missing. A subject and an
// audience are required.
func (i *Issuer) Issue(claims Claims) (auth.Secret, error) {
	now := i.config.Now()
	if claims.Issuer != "" && claims.Issuer != i.config.Issuer {
		return auth.Secret{}, fmt.Errorf("token: issue: the issuer %q is not this one, %q", claims.Issuer, i.config.Issuer)
	}
	claims.Issuer, claims.IssuedAt = i.config.Issuer, now
	if claims.Audience == nil {
		claims.Audience = i.config.Audience
	}
	if claims.Expires.IsZero() {
		claims.Expires = now.Add(i.config.Lifetime)
	}
	if claims.ID == "" {
		claims.ID = i.config.NewID()
	}
	if claims.Subject == "" || len(claims.Audience) == 0 {
		return auth.Secret{}, errors.New("token: issue: a token needs a subject and an audience")
	}
	key, err := i.config.Keys.signing()
	if err != nil {
		return auth.Secret{}, err
	}
	body, err := claims.encode()
	if err != nil {
		return auth.Secret{}, err
	}
	t := jwt.NewWithClaims(key.m.method, body)
	t.Header["kid"], t.Header["typ"] = key.ID(), i.config.Type
	text, err := t.SignedString(key.m.sign)
	if err != nil {
		return auth.Secret{}, fmt.Errorf("token: sign with %v: %w", key, err)
	}
	return auth.NewSecret(text), nil
}
