package token_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestATokenSaysWhatItWasIssuedWith(t *testing.T) {
	t.Parallel()
	keys := newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))
	issuer := newIssuer(t, token.IssuerConfig{Keys: keys, NewID: func() string { return "id-1" }, Lifetime: time.Minute, Type: "at+jwt"})
	verifier := newVerifier(t, begin, token.Trust{Keys: keys, Type: "at+jwt", Audience: []string{"shop", "kitchen"}})
	got, err := verifier.Verify(t.Context(), issue(t, issuer, token.Claims{Audience: []string{"bank", "kitchen"}, NotBefore: begin(), Extra: object{"sid": "s", "n": 1.5}}))
	require.NoError(t, err)
	require.Equal(t, token.Claims{
		Issuer: us, Subject: "42", Audience: []string{"bank", "kitchen"}, ID: "id-1",
		IssuedAt: begin(), NotBefore: begin(), Expires: begin().Add(time.Minute), Extra: object{"sid": "s", "n": json.Number("1.5")},
	}, got)

	until := begin().Add(time.Hour)
	got, err = verifier.Verify(t.Context(), issue(t, issuer, token.Claims{Issuer: us, ID: "own", Expires: until}))
	require.NoError(t, err)
	require.Equal(t, []string{"shop"}, got.Audience)
	require.Equal(t, until, got.Expires)
	require.Equal(t, "own", got.ID)
}

func TestATokenOfAnotherTypeIsRefused(t *testing.T) {
	t.Parallel()
	keys := newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))
	verifier := newVerifier(t, begin, token.Trust{Keys: keys, Type: "at+jwt"})
	for typ, code := range map[string]string{"at+jwt": "", "AT+JWT": "", "application/at+jwt": "", "JWT": token.CodeType, "logout+jwt": token.CodeType} {
		_, err := verifier.Verify(t.Context(), issue(t, newIssuer(t, token.IssuerConfig{Keys: keys, Type: typ}), token.Claims{}))
		if code == "" {
			require.NoError(t, err, typ)
			continue
		}
		require.Equal(t, code, errs.CodeOf(err), typ)
	}
}

func TestWhatIsNotIssued(t *testing.T) {
	t.Parallel()
	issuer := newIssuer(t, token.IssuerConfig{Keys: newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))})
	tests := map[string]struct {
		claims token.Claims
		want   string
	}{
		"no subject":              {token.Claims{}, "needs a subject"},
		"no audience":             {token.Claims{Subject: "42", Audience: []string{}}, "audience"},
		"another issuer":          {token.Claims{Subject: "42", Issuer: idp}, "is not this one"},
		"a claim with a field":    {token.Claims{Subject: "42", Extra: object{"exp": 1}}, `"exp"`},
		"a claim that is no JSON": {token.Claims{Subject: "42", Extra: object{"f": func() {}}}, "sign with HS256 key"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := issuer.Issue(tt.claims)
			require.ErrorContains(t, err, tt.want)
			require.True(t, text.IsZero())
		})
	}
}

func TestATokenIsASecret(t *testing.T) {
	t.Parallel()
	text, err := newIssuer(t, token.IssuerConfig{Keys: newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))}).Issue(token.Claims{Subject: "42"})
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", text, text, text), text.Reveal())
}

func TestConfigurationsSayEveryFault(t *testing.T) {
	t.Parallel()
	_, err := token.NewIssuer(token.IssuerConfig{Lifetime: -1})
	for _, part := range []string{"Issuer is empty", "Keys is nil", "Lifetime"} {
		require.ErrorContains(t, err, part)
	}
	keys := newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))
	_, err = token.NewVerifier(token.VerifierConfig{Trusted: []token.Trust{
		{}, {Issuer: us}, {Issuer: us, Audience: []string{""}, Keys: keys}, {Issuer: idp, Audience: []string{"a"}}, {Issuer: "x", Audience: []string{"a"}, Keys: keys, Grace: -1},
	}})
	for _, part := range []string{"no Issuer", "Audience is empty", "trusted twice", "Keys is nil", "Grace"} {
		require.ErrorContains(t, err, part)
	}
	_, err = token.NewVerifier(token.VerifierConfig{})
	require.ErrorContains(t, err, "Trusted is empty")
	_, err = token.NewKeySet(token.KeySetConfig{})
	require.ErrorContains(t, err, "needs a key")
}

func TestATrustMayNarrowTheAlgorithms(t *testing.T) {
	t.Parallel()
	keys := newKeySet(t, begin, newKey(t, "h1", token.HS256, secret))
	text := issue(t, newIssuer(t, token.IssuerConfig{Keys: keys}), token.Claims{})
	_, err := newVerifier(t, begin, token.Trust{Keys: keys, Algorithms: []token.Algorithm{token.RS256}}).Verify(t.Context(), text)
	require.Equal(t, token.CodeAlgorithm, errs.CodeOf(err))
}
