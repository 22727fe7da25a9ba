package token_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/token"
	"github.com/neuroglia-go/neuroglia/errs"
)

type attack struct {
	name string
	text string
	code string
}

// TestAttacks forges tokens against a service that trusts two issuers: itself, with an HMAC
// key, and an identity provider with an RSA key. Each row is refused with its code, before
// the claims reach anybody, and the error holds nothing of the token.
func TestAttacks(t *testing.T) {
	t.Parallel()
	var looked atomic.Bool
	lure := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { looked.Store(true) }))
	t.Cleanup(lure.Close)
	verifier := newVerifier(t, begin,
		token.Trust{Keys: newKeySet(t, begin, newKey(t, "h1", token.HS256, secret), newKey(t, "h2", token.HS512, secret))},
		token.Trust{Issuer: idp, Keys: newKeySet(t, begin, newKey(t, "r1", token.RS256, &rsaKey().PublicKey))},
	)
	good := object{"iss": us, "aud": service, "sub": "42", "exp": begin().Unix() + 60, "iat": begin().Unix(), "note": "marker-in-the-claims"}
	header := object{"alg": "HS256", "kid": "h1", "typ": "JWT"}
	valid := forge(header, good, hs256([]byte(secret.Reveal())))
	_, err := verifier.Verify(t.Context(), valid)
	require.NoError(t, err, "what the attacks begin with is a good token")

	var attacks []attack
	for _, group := range []func(header, good object, valid, lure string) []attack{
		signatureAttacks, keyAttacks, claimAttacks, mixUps, formAttacks,
	} {
		attacks = append(attacks, group(header, good, valid, lure.URL)...)
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			claims, err := verifier.Verify(t.Context(), a.text)
			require.Error(t, err)
			require.Equal(t, a.code, errs.CodeOf(err))
			require.ErrorIs(t, err, errs.KindUnauthenticated)
			require.Zero(t, claims)
			require.NotContains(t, err.Error(), "marker")
			for part := range strings.SplitSeq(a.text, ".") {
				require.False(t, len(part) > 8 && strings.Contains(err.Error(), part), "the error quotes the token: %v", err)
			}
		})
	}
	t.Cleanup(func() { require.False(t, looked.Load(), "a URL of a token was followed") })
}

func signatureAttacks(header, good object, valid, _ string) []attack {
	secretKey := hs256([]byte(secret.Reveal()))
	public, err := x509.MarshalPKIXPublicKey(&rsaKey().PublicKey)
	if err != nil {
		panic(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})
	fromIDP := with(good, object{"iss": idp})
	return []attack{
		{"alg none", forge(with(header, object{"alg": "none"}), good, unsigned), token.CodeAlgorithm},
		{"alg none without kid", forge(object{"alg": "none"}, good, unsigned), token.CodeKeyUnknown},
		{"alg None in other letters", forge(with(header, object{"alg": "nOnE"}), good, unsigned), token.CodeAlgorithm},
		{"alg none with the signature of another token", tampered(valid, with(good, object{"sub": "1"})), token.CodeSignature},
		{"alg missing", forge(with(header, object{"alg": nil}), good, secretKey), token.CodeAlgorithm},
		{"alg is no text", forge(with(header, object{"alg": 256}), good, secretKey), token.CodeAlgorithm},
		{"alg unheard of", forge(with(header, object{"alg": "HS1"}), good, secretKey), token.CodeAlgorithm},
		{"HS/RS confusion, the public key in PEM as secret", forge(object{"alg": "HS256", "kid": "r1"}, fromIDP, hs256(asPEM)), token.CodeAlgorithm},
		{"HS/RS confusion, the public key in DER as secret", forge(object{"alg": "HS256", "kid": "r1"}, fromIDP, hs256(public)), token.CodeAlgorithm},
		{"HS/RS confusion, the modulus as secret", forge(object{"alg": "HS256"}, fromIDP, hs256(rsaKey().N.Bytes())), token.CodeAlgorithm},
		{"the algorithm of another key of the set", forge(with(header, object{"alg": "HS512"}), good, secretKey), token.CodeAlgorithm},
		{"PS for a key of RS", forge(object{"alg": "PS256", "kid": "r1"}, fromIDP, rs256(rsaKey())), token.CodeAlgorithm},
		{"wrong key", forge(header, good, hs256([]byte(strings.Repeat("x", 32)))), token.CodeSignature},
		{"empty key", forge(header, good, hs256(nil)), token.CodeSignature},
		{"no signature", forge(header, good, unsigned), token.CodeSignature},
		{"half a signature", forge(header, good, func(s string) []byte { return secretKey(s)[:16] }), token.CodeSignature},
		{"tampered claims", tampered(valid, with(good, object{"sub": "1", "roles": []string{"admin"}})), token.CodeSignature},
		{"tampered header", part(with(header, object{"x": 1})) + valid[strings.Index(valid, "."):], token.CodeSignature},
		{"an RSA signature of the bare block without padding", forge(object{"alg": "RS256", "kid": "r1"}, fromIDP, func(string) []byte { return make([]byte, 256) }), token.CodeSignature},
	}
}

func keyAttacks(header, good object, _, lure string) []attack {
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	fromIDP := with(good, object{"iss": idp})
	mine := object{"kty": "RSA", "n": base64.RawURLEncoding.EncodeToString(own.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(own.E)).Bytes())}
	empty, secretKey := hs256(nil), hs256([]byte(secret.Reveal()))
	return []attack{
		{"kid of a file", forge(with(header, object{"kid": "../../../../dev/null"}), good, empty), token.CodeKeyUnknown},
		{"kid of SQL", forge(with(header, object{"kid": "x' UNION SELECT 'secret"}), good, hs256([]byte("secret"))), token.CodeKeyUnknown},
		{"kid of a command", forge(with(header, object{"kid": "h1|whoami"}), good, secretKey), token.CodeKeyUnknown},
		{"kid with a zero byte", forge(with(header, object{"kid": "h1\x00"}), good, secretKey), token.CodeKeyUnknown},
		{"kid in other letters", forge(with(header, object{"kid": "H1"}), good, secretKey), token.CodeKeyUnknown},
		{"kid empty where there are several keys", forge(with(header, object{"kid": ""}), good, secretKey), token.CodeKeyUnknown},
		{"kid missing where there are several keys", forge(with(header, object{"kid": nil}), good, secretKey), token.CodeKeyUnknown},
		{"kid is a list", forge(with(header, object{"kid": []string{"h1"}}), good, secretKey), token.CodeMalformed},
		{"kid is null", forge(`{"alg":"HS256","kid":null}`, good, secretKey), token.CodeMalformed},
		{"kid without end", forge(with(header, object{"kid": strings.Repeat("k", 5000)}), good, secretKey), token.CodeMalformed},
		{"kid of another issuer's key", forge(object{"alg": "RS256", "kid": "r1"}, good, rs256(rsaKey())), token.CodeKeyUnknown},
		{"embedded jwk", forge(object{"alg": "RS256", "kid": "r1", "jwk": mine}, fromIDP, rs256(own)), token.CodeSignature},
		{"embedded jwk without kid", forge(object{"alg": "RS256", "jwk": mine}, fromIDP, rs256(own)), token.CodeSignature},
		{"jku", forge(object{"alg": "RS256", "kid": "r1", "jku": lure}, fromIDP, rs256(own)), token.CodeSignature},
		{"x5u", forge(object{"alg": "RS256", "kid": "r1", "x5u": lure}, fromIDP, rs256(own)), token.CodeSignature},
		{"x5c", forge(object{"alg": "RS256", "kid": "r1", "x5c": []string{"MIIB"}}, fromIDP, rs256(own)), token.CodeSignature},
		{"critical header", forge(with(header, object{"crit": []string{"exp"}}), good, secretKey), token.CodeCritical},
		{"critical b64", forge(with(header, object{"crit": []string{"b64"}, "b64": false}), good, secretKey), token.CodeCritical},
		{"critical header, empty", forge(with(header, object{"crit": []string{}}), good, secretKey), token.CodeCritical},
	}
}

func claimAttacks(header, good object, _, _ string) []attack {
	now := begin().Unix()
	changed := func(changes object) string {
		return forge(header, with(good, changes), hs256([]byte(secret.Reveal())))
	}
	return []attack{
		{"other issuer", changed(object{"iss": "https://evil.example"}), token.CodeIssuerUnknown},
		{"issuer with a slash at its end", changed(object{"iss": us + "/"}), token.CodeIssuerUnknown},
		{"issuer missing", changed(object{"iss": nil}), token.CodeIssuerUnknown},
		{"issuer is a list", changed(object{"iss": []string{us}}), token.CodeIssuerUnknown},
		{"other audience", changed(object{"aud": "bank"}), token.CodeAudience},
		{"other audiences", changed(object{"aud": []string{"bank", "shop2"}}), token.CodeAudience},
		{"audience missing", changed(object{"aud": nil}), token.CodeAudience},
		{"audience empty", changed(object{"aud": []string{}}), token.CodeAudience},
		{"audience empty text", changed(object{"aud": ""}), token.CodeAudience},
		{"audience is an object", changed(object{"aud": object{"shop": true}}), token.CodeMalformed},
		{"audience of mixed types", changed(object{"aud": []any{"shop", 1}}), token.CodeMalformed},
		{"audience as a part of a text", changed(object{"aud": "shop bank"}), token.CodeAudience},
		{"expired", changed(object{"exp": now - 1}), token.CodeExpired},
		{"expires now", changed(object{"exp": now}), token.CodeExpired},
		{"expires within this second", changed(object{"exp": float64(now) + 0.9}), token.CodeExpired},
		{"expiry missing", changed(object{"exp": nil}), token.CodeClaims},
		{"expiry as text", changed(object{"exp": "9999999999"}), token.CodeMalformed},
		{"expiry beyond all bounds", changed(object{"exp": 1e300}), token.CodeMalformed},
		{"expiry negative", changed(object{"exp": -1}), token.CodeMalformed},
		{"expiry true", changed(object{"exp": true}), token.CodeMalformed},
		{"not yet valid", changed(object{"nbf": now + 31}), token.CodeNotYetValid},
		{"not before as text", changed(object{"nbf": "0"}), token.CodeMalformed},
		{"issued in the future", changed(object{"iat": now + 31}), token.CodeNotYetValid},
		{"subject missing", changed(object{"sub": nil}), token.CodeClaims},
		{"subject empty", changed(object{"sub": ""}), token.CodeClaims},
		{"subject is a number", changed(object{"sub": 42}), token.CodeMalformed},
		{"claims twice, the last is checked", forge(header, `{"iss":"`+us+`","aud":"shop","sub":"42","exp":9999999999,"exp":1}`, hs256([]byte(secret.Reveal()))), token.CodeExpired},
	}
}

// mixUps are good tokens of one issuer in the place of another.
func mixUps(header, good object, _, _ string) []attack {
	fromIDP := with(good, object{"iss": idp})
	return []attack{
		{"mix-up, ours signed by the provider", forge(object{"alg": "RS256", "kid": "h1"}, good, rs256(rsaKey())), token.CodeAlgorithm},
		{"mix-up, the provider's signed by our key", forge(header, fromIDP, hs256([]byte(secret.Reveal()))), token.CodeKeyUnknown},
		{"mix-up, the provider's signed by our key without kid", forge(with(header, object{"kid": nil}), fromIDP, hs256([]byte(secret.Reveal()))), token.CodeAlgorithm},
		{"mix-up, another realm of the provider", forge(object{"alg": "RS256", "kid": "r1"}, with(good, object{"iss": "https://idp.example/realms/evil"}), rs256(rsaKey())), token.CodeIssuerUnknown},
	}
}

func formAttacks(header, good object, valid, _ string) []attack {
	sign := hs256([]byte(secret.Reveal()))
	head, rest, _ := strings.Cut(valid, ".")
	return []attack{
		{"empty", "", token.CodeMalformed},
		{"one part", "abc", token.CodeMalformed},
		{"two parts", head + "." + strings.Split(rest, ".")[0], token.CodeMalformed},
		{"four parts", valid + ".", token.CodeMalformed},
		{"five parts, an encrypted token", valid + ".a.b", token.CodeMalformed},
		{"only dots", "..", token.CodeMalformed},
		{"padding", valid + "=", token.CodeMalformed},
		{"the last bits of the signature", lastBits(valid), token.CodeMalformed},
		{"base64 with + and /", "+/" + valid, token.CodeMalformed},
		{"a header that is no JSON", forge("{", good, sign), token.CodeMalformed},
		{"a header that is null", forge("null", good, sign), token.CodeAlgorithm},
		{"a header that is a list", forge("[]", good, sign), token.CodeMalformed},
		{"claims that are no JSON", forge(header, "marker{", sign), token.CodeMalformed},
		{"claims that are null", forge(header, "null", sign), token.CodeIssuerUnknown},
		{"claims that are a list", forge(header, "[1]", sign), token.CodeMalformed},
		{"claims that nest deep", forge(header, strings.Repeat(`{"a":`, 1500)+"1"+strings.Repeat("}", 1500), sign), token.CodeIssuerUnknown},
		{"JSON in the place of the compact form", `{"payload":"` + head + `"}`, token.CodeMalformed},
		{"oversized", valid + strings.Repeat("A", 16<<10), token.CodeTooLarge},
		{"oversized claims, rightly signed", forge(header, with(good, object{"x": strings.Repeat("x", 16<<10)}), sign), token.CodeTooLarge},
	}
}

func TestClocksThatDiffer(t *testing.T) {
	t.Parallel()
	key := newKey(t, "h1", token.HS256, secret)
	now := begin().Unix()
	good := object{"iss": us, "aud": service, "sub": "42", "exp": now + 60}
	tests := []struct {
		name    string
		trust   token.Trust
		changes object
		code    string
	}{
		{"nbf within the skew", token.Trust{}, object{"nbf": now + 30}, ""},
		{"iat within the skew", token.Trust{}, object{"iat": now + 30}, ""},
		{"nbf now without skew", token.Trust{Skew: -1}, object{"nbf": now}, ""},
		{"nbf to come without skew", token.Trust{Skew: -1}, object{"nbf": now + 1}, token.CodeNotYetValid},
		{"a wider skew", token.Trust{Skew: time.Hour}, object{"nbf": now + 3600}, ""},
		{"a skew prolongs nothing", token.Trust{Skew: time.Hour}, object{"exp": now}, token.CodeExpired},
		{"one second left", token.Trust{}, object{"exp": now + 1}, ""},
		{"within the grace", token.Trust{Grace: 10 * time.Second}, object{"exp": now - 9}, ""},
		{"at the end of the grace", token.Trust{Grace: 10 * time.Second}, object{"exp": now - 10}, token.CodeExpired},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.trust.Keys = newKeySet(t, begin, key)
			_, err := newVerifier(t, begin, tt.trust).Verify(t.Context(), forge(object{"alg": "HS256", "kid": "h1"}, with(good, tt.changes), hs256([]byte(secret.Reveal()))))
			if tt.code == "" {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tt.code, errs.CodeOf(err))
		})
	}
}

func rs256(key *rsa.PrivateKey) func(string) []byte {
	return func(signed string) []byte {
		sum := sha256.Sum256([]byte(signed))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			panic(err)
		}
		return signature
	}
}

// lastBits changes bits of the last character that decoding leniently would not see.
func lastBits(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, text[len(text)-1])
	return text[:len(text)-1] + string(alphabet[last^1])
}

func FuzzVerify(f *testing.F) {
	key := newKey(f, "h1", token.HS256, secret)
	verifier := newVerifier(f, begin,
		token.Trust{Keys: newKeySet(f, begin, key), Mapping: token.Keycloak("shop")},
		token.Trust{Issuer: idp, Keys: newKeySet(f, begin, newKey(f, "r1", token.RS256, &rsaKey().PublicKey))},
	)
	good := object{"iss": us, "aud": service, "sub": "42", "exp": begin().Unix() + 60}
	for _, claims := range []object{good, with(good, object{"realm_access": object{"roles": []any{"a", 1}}}), {"iss": idp}, {"aud": 1}} {
		encoded, err := json.Marshal(claims)
		require.NoError(f, err)
		f.Add(`{"alg":"HS256","kid":"h1"}`, string(encoded), true)
		f.Add(`{"alg":"none"}`, string(encoded), false)
	}
	f.Fuzz(func(t *testing.T, header, claims string, signed bool) {
		sign := unsigned
		if signed {
			sign = hs256([]byte(secret.Reveal()))
		}
		for _, text := range []string{forge(header, claims, sign), header + "." + claims} {
			got, err := verifier.Verify(t.Context(), text)
			if err != nil {
				require.ErrorIs(t, err, errs.KindUnauthenticated)
				require.Zero(t, got)
				continue
			}
			require.True(t, signed)
			require.Equal(t, us, got.Issuer)
			require.Contains(t, got.Audience, service)
			require.True(t, got.Expires.After(begin()))
			identity, err := verifier.Identify(t.Context(), text)
			require.NoError(t, err)
			require.False(t, identity.IsZero())
		}
	})
}
