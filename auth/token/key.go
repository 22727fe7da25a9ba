package token

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"io"
	"log/slog"

	"github.com/golang-jwt/jwt/v5"

	"github.com/neuroglia-go/neuroglia/auth"
)

// Algorithm is how a token is signed, by its name in RFC 7518 and RFC 8037.
type Algorithm string

// The algorithms, a closed list; "none" is not in it.
const (
	HS256 Algorithm = "HS256"
	HS384 Algorithm = "HS384"
	HS512 Algorithm = "HS512"
	RS256 Algorithm = "RS256"
	RS384 Algorithm = "RS384"
	RS512 Algorithm = "RS512"
	PS256 Algorithm = "PS256"
	PS384 Algorithm = "PS384"
	PS512 Algorithm = "PS512"
	ES256 Algorithm = "ES256"
	ES384 Algorithm = "ES384"
	ES512 Algorithm = "ES512"
	EdDSA Algorithm = "EdDSA"
)

// Bounds of key sizes. Larger RSA keys make a request expensive and nothing safer.
const (
	MinHMACBytes = 32
	MinRSABits   = 2048
	maxRSABits   = 8192
	maxIDBytes   = 256
)

// Key is a key of one algorithm with a name. It signs and verifies, or only verifies. It is
// immutable, made by [NewKey], [ParsePEM] and [ParseJWK]; the zero Key is none. However it is
// printed the key itself does not appear.
type Key struct{ m *material }

type material struct {
	id     string
	method jwt.SigningMethod
	// sign is nil in a key that only verifies.
	sign, verify any
}

// NewKey returns a key of the name. The key is an [auth.Secret] for HMAC, or a
// *rsa.PrivateKey, *ecdsa.PrivateKey, ed25519.PrivateKey or the public key of one. An empty
// name is the thumbprint of RFC 7638, which an HMAC key has not: it needs a name. An empty
// algorithm is RS256, the one of the curve, or EdDSA; an HMAC key needs one.
func NewKey(id string, alg Algorithm, key any) (Key, error) {
	m := &material{id: id}
	family, err := m.take(key)
	if err != nil {
		return Key{}, fmt.Errorf("token: key %q: %w", id, err)
	}
	if alg == "" && len(family) > 0 && family[0] != HS256 {
		alg = family[0]
	}
	for _, possible := range family {
		if alg == possible {
			m.method = jwt.GetSigningMethod(string(alg))
		}
	}
	if m.method == nil {
		return Key{}, fmt.Errorf("token: key %q: algorithm %q does not fit the key; use one of %v", id, alg, family)
	}
	if m.id == "" {
		if m.id, err = thumbprint(m.verify); err != nil {
			return Key{}, err
		}
	}
	if len(m.id) > maxIDBytes {
		return Key{}, fmt.Errorf("token: the name of a key has %d bytes and may have %d", len(m.id), maxIDBytes)
	}
	return Key{m}, nil
}

// take stores the key and returns the algorithms that it can be used with.
func (m *material) take(key any) ([]Algorithm, error) {
	switch k := key.(type) {
	case auth.Secret:
		secret := []byte(k.Reveal())
		m.sign, m.verify = secret, secret
		if len(secret) < MinHMACBytes {
			return nil, fmt.Errorf("the secret has %d bytes and needs at least %d; generate one with: openssl rand -base64 48", len(secret), MinHMACBytes)
		}
		return []Algorithm{HS256, HS384, HS512}, nil
	case *rsa.PrivateKey:
		m.sign, m.verify = k, &k.PublicKey
		return rsaAlgorithms(&k.PublicKey)
	case *rsa.PublicKey:
		m.verify = k
		return rsaAlgorithms(k)
	case *ecdsa.PrivateKey:
		m.sign, m.verify = k, &k.PublicKey
		return curveAlgorithms(&k.PublicKey)
	case *ecdsa.PublicKey:
		m.verify = k
		return curveAlgorithms(k)
	case ed25519.PrivateKey:
		if len(k) != ed25519.PrivateKeySize {
			return nil, fmt.Errorf("an Ed25519 key has %d bytes, not %d", ed25519.PrivateKeySize, len(k))
		}
		m.sign, m.verify = k, k.Public()
		return []Algorithm{EdDSA}, nil
	case ed25519.PublicKey:
		if len(k) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("an Ed25519 public key has %d bytes, not %d", ed25519.PublicKeySize, len(k))
		}
		m.verify = k
		return []Algorithm{EdDSA}, nil
	default:
		return nil, fmt.Errorf("a %T is no key; give an auth.Secret or an RSA, ECDSA or Ed25519 key", key)
	}
}

func rsaAlgorithms(k *rsa.PublicKey) ([]Algorithm, error) {
	if k.N == nil || k.N.BitLen() < MinRSABits || k.N.BitLen() > maxRSABits {
		bits := 0
		if k.N != nil {
			bits = k.N.BitLen()
		}
		return nil, fmt.Errorf("the RSA key has %d bits and needs %d to %d", bits, MinRSABits, maxRSABits)
	}
	if k.E < 3 || k.E%2 == 0 {
		return nil, fmt.Errorf("the exponent %d of the RSA key is not odd and more than 1", k.E)
	}
	return []Algorithm{RS256, RS384, RS512, PS256, PS384, PS512}, nil
}

func curveAlgorithms(k *ecdsa.PublicKey) ([]Algorithm, error) {
	if k.Curve == nil {
		return nil, fmt.Errorf("the ECDSA key has no curve")
	}
	name := k.Curve.Params().Name
	alg, ok := map[string]Algorithm{"P-256": ES256, "P-384": ES384, "P-521": ES512}[name]
	if !ok {
		return nil, fmt.Errorf("the curve %s has no algorithm; use P-256, P-384 or P-521", name)
	}
	if _, err := k.ECDH(); err != nil {
		return nil, fmt.Errorf("the ECDSA key is no point of its curve: %w", err)
	}
	return []Algorithm{alg}, nil
}

// IsZero says whether it is no key.
func (k Key) IsZero() bool { return k.m == nil }

// ID returns the name, the "kid" of tokens.
func (k Key) ID() string {
	if k.m == nil {
		return ""
	}
	return k.m.id
}

// Algorithm returns the one that the key is used with.
func (k Key) Algorithm() Algorithm {
	if k.m == nil {
		return ""
	}
	return Algorithm(k.m.method.Alg())
}

// CanSign says whether it holds what signing needs.
func (k Key) CanSign() bool { return k.m != nil && k.m.sign != nil }

// symmetric says whether who can verify can sign.
func (k Key) symmetric() bool {
	_, secret := k.m.verify.([]byte)
	return secret
}

// String returns the algorithm and the name.
func (k Key) String() string { return fmt.Sprintf("%s key %q", k.Algorithm(), k.ID()) }

// Format prints what String returns, for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// LogValue returns the text of String.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
