package oidc

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
)

// verify returns what an id token says that the provider has issued for this service, now,
// beside the access token. The nonce is for the caller to look at.
func (p *peer) verify(ctx context.Context, text, access string) (token.Claims, error) {
	claims, err := p.verifier.Verify(ctx, text)
	if err != nil {
		return token.Claims{}, err
	}
	azp, named := claims.Extra["azp"]
	switch {
	case named && azp != p.ClientID:
		return token.Claims{}, errors.New("oidc: the id token was issued to another client (azp)")
	case !named && len(claims.Audience) > 1:
		return token.Claims{}, errors.New("oidc: the id token is for several services and does not say for which it was issued (azp)")
	case claims.IssuedAt.IsZero():
		return token.Claims{}, errors.New("oidc: the id token does not say when it was issued (iat)")
	}
	if hash, there := claims.Extra["at_hash"]; there && !matches(hash, text, access) {
		return token.Claims{}, errors.New("oidc: the id token was issued beside another access token (at_hash)")
	}
	return claims, nil
}

// matches says whether the hash is that of the access token, as OpenID Connect Core 3.1.3.6
// has it: the left half of what the algorithm of the id token hashes with.
func matches(hash any, idToken, access string) bool {
	text, ok := hash.(string)
	if !ok {
		return false
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	head, _, _ := strings.Cut(idToken, ".")
	raw, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil || json.Unmarshal(raw, &header) != nil {
		return false
	}
	var sum []byte
	switch {
	case strings.HasSuffix(header.Algorithm, "256"):
		all := sha256.Sum256([]byte(access))
		sum = all[:16]
	case strings.HasSuffix(header.Algorithm, "384"):
		all := sha512.Sum384([]byte(access))
		sum = all[:24]
	default: // 512, and EdDSA, whose hash is SHA-512
		all := sha512.Sum512([]byte(access))
		sum = all[:32]
	}
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum)), []byte(text)) == 1
}

// identity returns who the claims are of, without those that are about the token.
func (p *peer) identity(claims token.Claims) auth.Identity {
	claims.Extra = maps.Clone(claims.Extra)
	for _, name := range []string{"nonce", "at_hash", "c_hash", "s_hash", "azp", "sid"} {
		delete(claims.Extra, name)
	}
	return p.Mapping.Identity(claims)
}
