package jwtsession_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/auth/session/jwtsession"
	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

const issuer = "https://shop.example"

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// counting counts the reads of a store.
type counting struct {
	session.Store
	reads atomic.Int32
}

func (c *counting) Get(ctx context.Context, id string) (session.Record, bool, error) {
	c.reads.Add(1)
	return c.Store.Get(ctx, id)
}

// fixture is sessions with signed tokens, at a time that tests move.
type fixture struct {
	*session.Sessions
	store   *counting
	keys    *token.KeySet
	elapsed atomic.Int64
}

func (f *fixture) Now() time.Time          { return epoch.Add(time.Duration(f.elapsed.Load())) }
func (f *fixture) advance(d time.Duration) { f.elapsed.Add(int64(d)) }

func keySet(t *testing.T, name string, alg token.Algorithm, key any, now func() time.Time) *token.KeySet {
	t.Helper()
	k, err := token.NewKey(name, alg, key)
	require.NoError(t, err)
	keys, err := token.NewKeySet(token.KeySetConfig{Keys: []token.Scheduled{{Key: k}}, Now: now})
	require.NoError(t, err)
	return keys
}

func hmacKey(letter string) auth.Secret { return auth.NewSecret(strings.Repeat(letter, 32)) }

// newFixture returns one whose tokens are signed with the key.
func newFixture(t *testing.T, alg token.Algorithm, key any) *fixture {
	t.Helper()
	f := &fixture{store: &counting{Store: session.NewMemory()}}
	f.keys = keySet(t, "k1", alg, key, f.Now)
	format, err := jwtsession.New(jwtsession.Config{Issuer: issuer, Keys: f.keys, Now: f.Now})
	require.NoError(t, err)
	f.Sessions, err = session.New(session.Config{
		Store: f.store, Format: format, TTL: 10 * time.Minute, Threshold: 0.2, Now: f.Now,
		Transports: []session.Transport{session.Bearer{}, session.Cookie{}},
	})
	require.NoError(t, err)
	return f
}

func (f *fixture) issue(t *testing.T) string {
	t.Helper()
	_, issued, err := f.Issue(t.Context(), auth.Identity{Subject: "ann"})
	require.NoError(t, err)
	return issued.Reveal()
}

// refuses asserts that the token is refused without a look into the store.
func (f *fixture) refuses(t *testing.T, text string) {
	t.Helper()
	before := f.store.reads.Load()
	_, err := f.Identify(t.Context(), auth.NewSecret(text))
	require.ErrorIs(t, err, errs.KindUnauthenticated)
	require.Equal(t, auth.CodeNotAuthenticated, errs.CodeOf(err), "the client is not told why")
	require.Equal(t, before, f.store.reads.Load(), "nothing was read")
	if len(text) > 10 {
		require.NotContains(t, err.Error(), text)
	}
}

func TestATokenIsGoodUntilItsSessionEnds(t *testing.T) {
	t.Parallel()
	f := newFixture(t, token.HS256, hmacKey("a"))
	text := f.issue(t)
	identity, err := f.Identify(t.Context(), auth.NewSecret(text))
	require.NoError(t, err)
	require.Equal(t, "ann", identity.Subject)
	require.NoError(t, f.RevokeAll(t.Context(), auth.Identity{Subject: "ann"}))
	_, err = f.Identify(t.Context(), auth.NewSecret(text))
	require.ErrorIs(t, err, errs.KindUnauthenticated, "a good token of a session that was revoked")
	require.EqualValues(t, 2, f.store.reads.Load())
}

func TestAnExpiredTokenIsRefusedWithoutALookIntoTheStore(t *testing.T) {
	t.Parallel()
	f := newFixture(t, token.HS256, hmacKey("a"))
	text := f.issue(t)
	f.advance(10*time.Minute - time.Second)
	_, err := f.Identify(t.Context(), auth.NewSecret(text))
	require.NoError(t, err)
	f.advance(2 * time.Second) // the session was extended meanwhile, its old token was not
	f.refuses(t, text)
}

func TestAnExtensionBringsANewToken(t *testing.T) {
	t.Parallel()
	f := newFixture(t, token.HS256, hmacKey("a"))
	old := f.issue(t)
	f.advance(8 * time.Minute)
	ask := func(text string) (auth.Identity, []*http.Cookie, error) {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.Header.Set("Cookie", "__Host-session="+text)
		w := httptest.NewRecorder()
		identity, err := f.Authenticate(w, r)
		return identity, w.Result().Cookies(), err
	}
	_, cookies, err := ask(old)
	require.NoError(t, err)
	require.Len(t, cookies, 1)
	fresh := cookies[0].Value
	require.NotEqual(t, old, fresh)

	f.advance(2*time.Minute - time.Second)
	_, cookies, err = ask(old)
	require.NoError(t, err, "the old one is good until its own end")
	require.Empty(t, cookies)
	f.advance(time.Second)
	f.refuses(t, old)
	identity, _, err := ask(fresh)
	require.NoError(t, err)
	require.Equal(t, epoch.Add(18*time.Minute), identity.Expires)
}

// forge signs a token by hand.
func forge(t *testing.T, header, claims map[string]any, sign func(signed string) []byte) string {
	t.Helper()
	part := func(v map[string]any) string {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(header) + "." + part(claims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(sign(signed))
}

func hs256(key string) func(string) []byte {
	return func(signed string) []byte {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(signed))
		return mac.Sum(nil)
	}
}

func TestForgedTokensAreRefusedWithoutALookIntoTheStore(t *testing.T) {
	t.Parallel()
	f := newFixture(t, token.HS256, hmacKey("a"))
	text := f.issue(t)
	parts := strings.Split(text, ".")
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	var claims map[string]any
	require.NoError(t, json.Unmarshal(body, &claims))
	right := hs256(strings.Repeat("a", 32))
	head := func(alg string) map[string]any { return map[string]any{"alg": alg, "typ": "session+jwt", "kid": "k1"} }
	with := func(name string, value any) map[string]any {
		changed := maps.Clone(claims)
		changed[name] = value
		return changed
	}
	_, err = f.Identify(t.Context(), auth.NewSecret(forge(t, head("HS256"), claims, right)))
	require.NoError(t, err, "what follows is wrong in one respect only")
	for name, forged := range map[string]string{
		"alg none":           forge(t, head("none"), claims, func(string) []byte { return nil }),
		"another algorithm":  forge(t, head("HS512"), claims, right),
		"another key":        forge(t, head("HS256"), claims, hs256(strings.Repeat("b", 32))),
		"an unknown key":     forge(t, map[string]any{"alg": "HS256", "typ": "session+jwt", "kid": "../../dev/null"}, claims, right),
		"longer":             parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(body), `"exp":`, `"exp":1`, 1))) + "." + parts[2],
		"without signature":  parts[0] + "." + parts[1] + ".",
		"another issuer":     forge(t, head("HS256"), with("iss", "https://evil.example"), right),
		"another audience":   forge(t, head("HS256"), with("aud", "shop"), right),
		"another type":       forge(t, map[string]any{"alg": "HS256", "typ": "at+jwt", "kid": "k1"}, claims, right),
		"over":               forge(t, head("HS256"), with("exp", epoch.Unix()), right),
		"without an end":     forge(t, head("HS256"), with("exp", nil), right),
		"not yet":            forge(t, head("HS256"), with("nbf", epoch.Add(time.Hour).Unix()), right),
		"without a secret":   forge(t, head("HS256"), with("sid", ""), right),
		"a secret of no use": forge(t, head("HS256"), with("sid", 7), right),
		"no token":           "x",
		"oversized":          text + strings.Repeat("A", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.refuses(t, forged)
		})
	}
}

func TestAPublicKeyIsNoSecret(t *testing.T) {
	t.Parallel()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	f := newFixture(t, token.RS256, private)
	text := f.issue(t)
	_, err = f.Identify(t.Context(), auth.NewSecret(text))
	require.NoError(t, err)

	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	require.NoError(t, err)
	published := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	claims := map[string]any{"iss": issuer, "aud": "session", "sub": "session", "sid": "x", "exp": epoch.Add(time.Hour).Unix()}
	f.refuses(t, forge(t, map[string]any{"alg": "HS256", "typ": "session+jwt", "kid": "k1"}, claims, hs256(published)))
}

func TestAccessTokensOfTheSameKeysAreNoSessions(t *testing.T) {
	t.Parallel()
	f := newFixture(t, token.HS256, hmacKey("a"))
	access, err := token.NewIssuer(token.IssuerConfig{Issuer: issuer, Audience: []string{"shop"}, Keys: f.keys, Now: f.Now})
	require.NoError(t, err)
	text, err := access.Issue(token.Claims{Subject: "ann", Extra: map[string]any{"sid": "x"}})
	require.NoError(t, err)
	f.refuses(t, text.Reveal())
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+text.Reveal())
	identity, err := f.Authenticate(httptest.NewRecorder(), r)
	require.NoError(t, err)
	require.True(t, identity.IsZero(), "the next authenticator is asked")

	verifier, err := token.NewVerifier(token.VerifierConfig{
		Trusted: []token.Trust{{Issuer: issuer, Audience: []string{"shop"}, Keys: f.keys}}, Now: f.Now,
	})
	require.NoError(t, err)
	_, err = verifier.Identify(t.Context(), f.issue(t))
	require.Equal(t, token.CodeAudience, errs.CodeOf(err), "nor the other way round")
}

func TestNewTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := jwtsession.New(jwtsession.Config{Issuer: issuer})
	require.ErrorContains(t, err, "token.NewKeySet")
	_, err = jwtsession.New(jwtsession.Config{Keys: keySet(t, "k1", token.HS256, hmacKey("a"), nil)})
	require.ErrorContains(t, err, "Issuer")
}
