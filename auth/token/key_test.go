package token_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/token"
)

func TestEachAlgorithmSignsAndVerifies(t *testing.T) {
	t.Parallel()
	ed := edKey(t)
	p256, p384, p521 := ecKey(t, elliptic.P256()), ecKey(t, elliptic.P384()), ecKey(t, elliptic.P521())
	tests := []struct {
		alg             token.Algorithm
		private, public any
	}{
		{token.HS256, secret, secret},
		{token.HS384, secret, secret},
		{token.HS512, secret, secret},
		{token.RS256, rsaKey(), &rsaKey().PublicKey},
		{token.RS384, rsaKey(), &rsaKey().PublicKey},
		{token.RS512, rsaKey(), &rsaKey().PublicKey},
		{token.PS256, rsaKey(), &rsaKey().PublicKey},
		{token.PS384, rsaKey(), &rsaKey().PublicKey},
		{token.PS512, rsaKey(), &rsaKey().PublicKey},
		{token.ES256, p256, &p256.PublicKey},
		{token.ES384, p384, &p384.PublicKey},
		{token.ES512, p521, &p521.PublicKey},
		{token.EdDSA, ed, ed.Public()},
	}
	for _, tt := range tests {
		t.Run(string(tt.alg), func(t *testing.T) {
			t.Parallel()
			private, public := newKey(t, "k", tt.alg, tt.private), newKey(t, "k", tt.alg, tt.public)
			require.True(t, private.CanSign())
			require.Equal(t, tt.alg, private.Algorithm())
			text := issue(t, newIssuer(t, token.IssuerConfig{Keys: newKeySet(t, begin, private)}), token.Claims{Extra: object{"n": 7}})
			claims, err := newVerifier(t, begin, token.Trust{Keys: newKeySet(t, begin, public)}).Verify(t.Context(), text)
			require.NoError(t, err)
			require.Equal(t, "42", claims.Subject)
			require.Equal(t, json.Number("7"), claims.Extra["n"])
		})
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	tests := []struct {
		name string
		id   string
		alg  token.Algorithm
		key  any
		want string
	}{
		{"a short secret", "k", token.HS256, auth.NewSecret("31 bytes are not quite enough!!"), "31 bytes and needs at least 32"},
		{"a secret without algorithm", "k", "", secret, "HS256"},
		{"a secret without name", "", token.HS256, secret, "give it a name"},
		{"a small RSA key", "k", token.RS256, small, "1024 bits"},
		{"an RSA key with an even exponent", "k", token.RS256, &rsa.PublicKey{N: rsaKey().N, E: 2}, "exponent"},
		{"an RSA key without end", "k", token.RS256, &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 20000), E: 3}, "20001 bits"},
		{"a public key as HMAC secret", "k", token.HS256, &rsaKey().PublicKey, `"HS256" does not fit`},
		{"none", "k", "none", secret, `"none" does not fit`},
		{"the algorithm of another curve", "k", token.ES384, ecKey(t, elliptic.P256()), "does not fit"},
		{"a curve without algorithm", "k", token.ES256, p224, "P-224"},
		{"a point beside the curve", "k", token.ES256, &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(1), Y: big.NewInt(1)}, "no point"}, //nolint:staticcheck // SA1019: the deprecated fields are what a forger sets
		{"text", "k", token.HS256, "a text is no secret", "a string is no key"},
		{"nil", "k", token.HS256, nil, "no key"},
		{"a name without end", strings.Repeat("k", 257), token.HS256, secret, "257 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, err := token.NewKey(tt.id, tt.alg, tt.key)
			require.ErrorContains(t, err, tt.want)
			require.True(t, key.IsZero())
			require.NotContains(t, err.Error(), "quite enough")
		})
	}
}

func TestAKeyIsNeverPrinted(t *testing.T) {
	t.Parallel()
	key := newKey(t, "k", token.HS256, secret)
	var log strings.Builder
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.Info("x", "key", key, "scheduled", token.Scheduled{Key: key})
	encoded, err := json.Marshal(token.Scheduled{Key: key})
	require.NoError(t, err)
	bytes := fmt.Sprint([]byte(secret.Reveal())) //nolint:staticcheck // as a slice of numbers
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q %x", key, key, key, key, key, key), fmt.Sprintf("%+v %#v", struct{ k token.Key }{key}, &key), log.String(), string(encoded)} {
		require.NotContains(t, text, secret.Reveal())
		require.NotContains(t, text, bytes[1:len(bytes)-1])
		require.NotContains(t, text, base64.StdEncoding.EncodeToString([]byte(secret.Reveal())))
	}
	require.Equal(t, `HS256 key "k"`, key.String())
	require.Equal(t, ` key ""`, token.Key{}.String())
}

func pemOf(t *testing.T, kind string, der []byte, err error) auth.Secret {
	t.Helper()
	require.NoError(t, err)
	return auth.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}

func TestKeysAreReadFromPEM(t *testing.T) {
	t.Parallel()
	ec, ed := ecKey(t, elliptic.P256()), edKey(t)
	pkcs8 := func(key any) auth.Secret {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return pemOf(t, "PRIVATE KEY", der, err)
	}
	pkix := func(key any) auth.Secret {
		der, err := x509.MarshalPKIXPublicKey(key)
		return pemOf(t, "PUBLIC KEY", der, err)
	}
	sec1, err := x509.MarshalECPrivateKey(ec)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &ec.PublicKey, ec)
	require.NoError(t, err)
	tests := []struct {
		name  string
		text  auth.Secret
		alg   token.Algorithm
		signs bool
	}{
		{"PKCS 8 of RSA", pkcs8(rsaKey()), token.RS256, true},
		{"PKCS 8 of ECDSA", pkcs8(ec), token.ES256, true},
		{"PKCS 8 of Ed25519", pkcs8(ed), token.EdDSA, true},
		{"PKCS 1", pemOf(t, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey()), nil), token.RS256, true},
		{"SEC 1", pemOf(t, "EC PRIVATE KEY", sec1, nil), token.ES256, true},
		{"PKIX of RSA", pkix(&rsaKey().PublicKey), token.RS256, false},
		{"PKIX of ECDSA", pkix(&ec.PublicKey), token.ES256, false},
		{"PKIX of Ed25519", pkix(ed.Public()), token.EdDSA, false},
		{"PKCS 1 public", pemOf(t, "RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&rsaKey().PublicKey), nil), token.RS256, false},
		{"a certificate", pemOf(t, "CERTIFICATE", certificate, nil), token.ES256, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, err := token.ParsePEM("", "", tt.text)
			require.NoError(t, err)
			require.Equal(t, tt.alg, key.Algorithm())
			require.Equal(t, tt.signs, key.CanSign())
			require.Len(t, key.ID(), 43, "the thumbprint")
		})
	}
	for _, broken := range []string{"", "marker", "-----BEGIN PRIVATE KEY-----\nbWFya2Vy\n-----END PRIVATE KEY-----\n", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nbWFya2Vy\n-----END ENCRYPTED PRIVATE KEY-----\n"} {
		_, err := token.ParsePEM("k", token.RS256, auth.NewSecret(broken))
		require.Error(t, err)
		require.NotContains(t, err.Error(), "marker")
	}
}

// The key and its thumbprint are those of RFC 7638, section 3.1.
func TestTheThumbprintIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	key, err := token.ParseJWK(auth.NewSecret(`{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB"}`))
	require.NoError(t, err)
	require.Equal(t, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.ID())
}

// The private keys are those of RFC 7515, appendix A.3, and RFC 8037, appendix A.
func TestKeysAreReadFromJWK(t *testing.T) {
	t.Parallel()
	const ec = `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"%s}`
	const ed = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"%s}`
	good := []struct {
		name, text string
		alg        token.Algorithm
		signs      bool
	}{
		{"EC", fmt.Sprintf(ec, `,"kid":"k","alg":"ES256"`), token.ES256, false},
		{"EC private", fmt.Sprintf(ec, `,"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"`), token.ES256, true},
		{"OKP", fmt.Sprintf(ed, ""), token.EdDSA, false},
		{"OKP private", fmt.Sprintf(ed, `,"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"`), token.EdDSA, true},
		{"oct", `{"kty":"oct","kid":"k","alg":"HS256","k":"` + strings.Repeat("YWJj", 11) + `"}`, token.HS256, true},
		{"RSA private", rsaJWK(""), token.RS256, true},
		{"RSA of another algorithm", rsaJWK(`,"alg":"PS512"`), token.PS512, true},
	}
	for _, tt := range good {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			key, err := token.ParseJWK(auth.NewSecret(tt.text))
			require.NoError(t, err)
			require.Equal(t, tt.alg, key.Algorithm())
			require.Equal(t, tt.signs, key.CanSign())
		})
	}
	bad := map[string]string{
		"no JSON":                   "{",
		"no type":                   "{}",
		"EC without y":              `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}`,
		"EC beside the curve":       strings.Replace(fmt.Sprintf(ec, ""), "f83O", "f83P", 1),
		"EC of another curve":       strings.Replace(fmt.Sprintf(ec, ""), "P-256", "secp256k1", 1),
		"EC of a longer curve":      strings.Replace(fmt.Sprintf(ec, ""), "P-256", "P-384", 1),
		"EC private of another key": fmt.Sprintf(ec, `,"d":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"`),
		"OKP of another curve":      strings.Replace(fmt.Sprintf(ed, ""), "Ed25519", "X25519", 1),
		"OKP private of another":    fmt.Sprintf(ed, `,"d":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"`),
		"oct that is short":         `{"kty":"oct","kid":"k","alg":"HS256","k":"YWJj"}`,
		"oct without algorithm":     `{"kty":"oct","kid":"k","k":"` + strings.Repeat("YWJj", 11) + `"}`,
		"RSA without modulus":       `{"kty":"RSA","e":"AQAB"}`,
		"RSA with a long exponent":  `{"kty":"RSA","n":"` + strings.Repeat("_", 344) + `","e":"AQABAQAB"}`,
		"RSA private without prime": `{"kty":"RSA","n":"` + strings.Repeat("_", 344) + `","e":"AQAB","d":"AQAB"}`,
		"RSA for HMAC":              rsaJWK(`,"alg":"HS256"`),
	}
	for name, text := range bad {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := token.ParseJWK(auth.NewSecret(text))
			require.Error(t, err)
		})
	}
}

func rsaJWK(more string) string {
	b64 := base64.RawURLEncoding.EncodeToString
	k := rsaKey()
	return fmt.Sprintf(`{"kty":"RSA","n":%q,"e":"AQAB","d":%q,"p":%q,"q":%q%s}`,
		b64(k.N.Bytes()), b64(k.D.Bytes()), b64(k.Primes[0].Bytes()), b64(k.Primes[1].Bytes()), more)
}
