package token_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
)

const (
	us      = "https://auth.example"
	idp     = "https://idp.example/realms/shop"
	service = "shop"
)

var secret = auth.NewSecret("a secret of more than thirty-two bytes")

// begin is when the tokens of tests are issued.
func begin() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

type clock struct{ now atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.now.Store(begin().Unix())
	return c
}

func (c *clock) Now() time.Time          { return time.Unix(c.now.Load(), 0).UTC() }
func (c *clock) advance(d time.Duration) { c.now.Add(int64(d / time.Second)) }

// rsaKey returns a key that all tests share, since making one takes long.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func newKey(t testing.TB, id string, alg token.Algorithm, key any) token.Key {
	t.Helper()
	k, err := token.NewKey(id, alg, key)
	require.NoError(t, err)
	return k
}

func ecKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	return key
}

func edKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return key
}

func newKeySet(t testing.TB, now func() time.Time, keys ...token.Key) *token.KeySet {
	t.Helper()
	scheduled := make([]token.Scheduled, len(keys))
	for i, k := range keys {
		scheduled[i].Key = k
	}
	set, err := token.NewKeySet(token.KeySetConfig{Keys: scheduled, Now: now})
	require.NoError(t, err)
	return set
}

func newIssuer(t testing.TB, config token.IssuerConfig) *token.Issuer {
	t.Helper()
	if config.Issuer == "" {
		config.Issuer = us
	}
	if config.Audience == nil {
		config.Audience = []string{service}
	}
	if config.Now == nil {
		config.Now = begin
	}
	issuer, err := token.NewIssuer(config)
	require.NoError(t, err)
	return issuer
}

func newVerifier(t testing.TB, now func() time.Time, trusted ...token.Trust) *token.Verifier {
	t.Helper()
	for i := range trusted {
		if trusted[i].Issuer == "" {
			trusted[i].Issuer = us
		}
		if trusted[i].Audience == nil {
			trusted[i].Audience = []string{service}
		}
	}
	v, err := token.NewVerifier(token.VerifierConfig{Trusted: trusted, Now: now})
	require.NoError(t, err)
	return v
}

func issue(t testing.TB, issuer *token.Issuer, claims token.Claims) string {
	t.Helper()
	if claims.Subject == "" {
		claims.Subject = "42"
	}
	text, err := issuer.Issue(claims)
	require.NoError(t, err)
	return text.Reveal()
}

type object = map[string]any

// with returns the object with other members; nil takes one away.
func with(o, changes object) object {
	o = maps.Clone(o)
	for name, value := range changes {
		if o[name] = value; value == nil {
			delete(o, name)
		}
	}
	return o
}

func part(v any) string {
	text, ok := v.(string)
	if !ok {
		encoded, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		text = string(encoded)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// forge makes a token out of any header and claims: objects, or text as it stands.
func forge(header, claims any, sign func(signed string) []byte) string {
	signed := part(header) + "." + part(claims)
	return signed + "." + base64.RawURLEncoding.EncodeToString(sign(signed))
}

func hs256(key []byte) func(string) []byte {
	return func(signed string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(signed))
		return mac.Sum(nil)
	}
}

func unsigned(string) []byte { return nil }

// tampered replaces the claims and keeps the signature.
func tampered(text string, claims any) string {
	parts := strings.Split(text, ".")
	return parts[0] + "." + part(claims) + "." + parts[2]
}

// kid returns the name of the key that the token says it is signed with.
func kid(t *testing.T, text string) string {
	t.Helper()
	decoded, err := base64.RawURLEncoding.DecodeString(text[:strings.Index(text, ".")])
	require.NoError(t, err)
	var header struct{ Kid string }
	require.NoError(t, json.Unmarshal(decoded, &header))
	return header.Kid
}
