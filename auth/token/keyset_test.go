package token_test

import (
	"crypto/elliptic"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestKeysRotateAsTimeGoesBy(t *testing.T) {
	t.Parallel()
	clock := newClock()
	hour := func(n int) time.Time { return begin().Add(time.Duration(n) * time.Hour) }
	keys, err := token.NewKeySet(token.KeySetConfig{Now: clock.Now, Keys: []token.Scheduled{
		{Key: newKey(t, "old", token.HS256, secret), RetireAt: hour(3)},
		{Key: newKey(t, "new", token.ES256, ecKey(t, elliptic.P256())), SignFrom: hour(2), RetireAt: hour(5)},
	}})
	require.NoError(t, err)
	issuer := newIssuer(t, token.IssuerConfig{Keys: keys, Now: clock.Now, Lifetime: 10 * time.Hour})
	verifier := newVerifier(t, clock.Now, token.Trust{Keys: keys})
	old := issue(t, issuer, token.Claims{})
	require.Contains(t, jwksOf(t, keys), `"kid":"new"`, "the next key is published before it signs")

	clock.advance(2*time.Hour - time.Second)
	require.Equal(t, "old", kid(t, issue(t, issuer, token.Claims{})))
	clock.advance(time.Second)
	newer := issue(t, issuer, token.Claims{})
	require.Equal(t, "new", kid(t, newer))
	for _, text := range []string{old, newer} {
		_, err := verifier.Verify(t.Context(), text)
		require.NoError(t, err, "both verify while both are there")
	}

	clock.advance(time.Hour)
	_, err = verifier.Verify(t.Context(), old)
	require.Equal(t, token.CodeKeyUnknown, errs.CodeOf(err), "it has retired")
	_, err = verifier.Verify(t.Context(), newer)
	require.NoError(t, err)

	clock.advance(2 * time.Hour)
	_, err = issuer.Issue(token.Claims{Subject: "42"})
	require.Equal(t, token.CodeNoSigningKey, errs.CodeOf(err))
	require.ErrorIs(t, err, errs.KindInternal)
	require.JSONEq(t, `{"keys":[]}`, jwksOf(t, keys))
}

func TestKeysAreReplacedAllAtOnce(t *testing.T) {
	t.Parallel()
	one, two := newKey(t, "one", token.HS256, secret), newKey(t, "two", token.HS256, secret)
	keys := newKeySet(t, begin, one)
	issuer, verifier := newIssuer(t, token.IssuerConfig{Keys: keys}), newVerifier(t, begin, token.Trust{Keys: keys})
	text := issue(t, issuer, token.Claims{})

	err := keys.Replace(token.Scheduled{Key: two}, token.Scheduled{Key: two}, token.Scheduled{}, token.Scheduled{Key: one, SignFrom: begin(), RetireAt: begin()})
	require.ErrorContains(t, err, `two keys of the set are named "two"`)
	require.ErrorContains(t, err, "key 2 of the set is none")
	require.ErrorContains(t, err, `key "one" retires before it signs`)
	require.ErrorContains(t, keys.Replace(), "needs a key")
	_, err = verifier.Verify(t.Context(), text)
	require.NoError(t, err, "a faulty set changes nothing")

	require.NoError(t, keys.Replace(token.Scheduled{Key: two}))
	_, err = verifier.Verify(t.Context(), text)
	require.Equal(t, token.CodeKeyUnknown, errs.CodeOf(err))
	require.Equal(t, "two", kid(t, issue(t, issuer, token.Claims{})))
}

func TestAKeyThatOnlyVerifiesDoesNotSign(t *testing.T) {
	t.Parallel()
	keys := newKeySet(t, begin, newKey(t, "r", token.RS256, &rsaKey().PublicKey))
	_, err := newIssuer(t, token.IssuerConfig{Keys: keys}).Issue(token.Claims{Subject: "42"})
	require.Equal(t, token.CodeNoSigningKey, errs.CodeOf(err))
}

func TestTheJWKSHoldsWhatIsPublicAndMayBeCached(t *testing.T) {
	t.Parallel()
	keys := newKeySet(t, begin,
		newKey(t, "h", token.HS256, secret), newKey(t, "r", token.PS256, rsaKey()),
		newKey(t, "e", token.ES384, ecKey(t, elliptic.P384())), newKey(t, "d", token.EdDSA, edKey(t)),
	)
	server := httptest.NewServer(keys.Handler(time.Minute))
	t.Cleanup(server.Close)
	res, err := server.Client().Get(server.URL)
	require.NoError(t, err)
	var set struct{ Keys []map[string]string }
	require.NoError(t, json.NewDecoder(res.Body).Decode(&set))
	require.NoError(t, res.Body.Close())
	require.Equal(t, "application/jwk-set+json", res.Header.Get("Content-Type"))
	require.Equal(t, "public, max-age=60", res.Header.Get("Cache-Control"))
	require.Len(t, set.Keys, 3, "the secret is not there")
	for i, want := range []struct{ id, alg, kty string }{{"r", "PS256", "RSA"}, {"e", "ES384", "EC"}, {"d", "EdDSA", "OKP"}} {
		key := set.Keys[i]
		require.Equal(t, want.id, key["kid"])
		require.Equal(t, want.alg, key["alg"])
		require.Equal(t, want.kty, key["kty"])
		require.Equal(t, "sig", key["use"])
		for _, private := range []string{"d", "p", "q", "k", "dp", "dq", "qi"} {
			require.NotContains(t, key, private)
		}
	}

	conditional, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	require.NoError(t, err)
	conditional.Header.Set("If-None-Match", res.Header.Get("Etag"))
	res, err = server.Client().Do(conditional)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusNotModified, res.StatusCode)

	res, err = server.Client().Post(server.URL, "text/plain", nil)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusMethodNotAllowed, res.StatusCode)
	require.Equal(t, "GET, HEAD", res.Header.Get("Allow"))
}

func jwksOf(t *testing.T, keys *token.KeySet) string {
	t.Helper()
	w := httptest.NewRecorder()
	keys.Handler(0).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	require.Equal(t, "public, max-age=300", w.Header().Get("Cache-Control"))
	return w.Body.String()
}
