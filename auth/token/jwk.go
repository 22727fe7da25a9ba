package token

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/neuroglia-go/neuroglia/auth"
)

// jwk is a key as RFC 7517 writes it.
type jwk struct {
	Type string `json:"kty"`
	ID   string `json:"kid,omitempty"`
	Use  string `json:"use,omitempty"`
	// Operations narrow the use down; none is no matter.
	Operations []string `json:"key_ops,omitempty"`
	Algorithm  string   `json:"alg,omitempty"`
	Curve      string   `json:"crv,omitempty"`
	N          string   `json:"n,omitempty"`
	E          string   `json:"e,omitempty"`
	X          string   `json:"x,omitempty"`
	Y          string   `json:"y,omitempty"`
	D          string   `json:"d,omitempty"`
	P          string   `json:"p,omitempty"`
	Q          string   `json:"q,omitempty"`
	K          string   `json:"k,omitempty"`
}

// ParseJWK returns the key of a JSON Web Key, private or public. One without a name or an
// algorithm gets those of [NewKey]. Errors hold nothing of the text.
func ParseJWK(text auth.Secret) (Key, error) {
	var j jwk
	if err := json.Unmarshal([]byte(text.Reveal()), &j); err != nil {
		return Key{}, errors.New("token: the text is no JSON Web Key")
	}
	return j.key("")
}

// key returns the key; rsaAlg is for an RSA key that names no algorithm.
func (j jwk) key(rsaAlg Algorithm) (Key, error) {
	alg := Algorithm(j.Algorithm)
	var key any
	var err error
	switch j.Type {
	case "RSA":
		if alg == "" {
			alg = rsaAlg
		}
		key, err = j.rsa()
	case "EC":
		key, err = j.ecdsa()
	case "OKP":
		key, err = j.ed25519()
	case "oct":
		var k []byte
		if k, err = segment(j.K); err == nil {
			key = auth.NewSecret(string(k))
		}
	default:
		err = errors.New("the type is none of RSA, EC, OKP and oct")
	}
	if err != nil {
		return Key{}, fmt.Errorf("token: JSON Web Key %q: %w", j.ID, err)
	}
	return NewKey(j.ID, alg, key)
}

func (j jwk) rsa() (any, error) {
	n, nErr := segment(j.N)
	e, eErr := segment(j.E)
	if err := errors.Join(nErr, eErr); err != nil || len(e) > 4 || len(n)*8 > 2*maxRSABits {
		return nil, errors.New("the RSA key is malformed")
	}
	public := rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if j.D == "" {
		return &public, nil
	}
	d, dErr := segment(j.D)
	p, pErr := segment(j.P)
	q, qErr := segment(j.Q)
	if err := errors.Join(dErr, pErr, qErr); err != nil {
		return nil, errors.New("the RSA key is malformed")
	}
	private := &rsa.PrivateKey{
		PublicKey: public, D: new(big.Int).SetBytes(d),
		Primes: []*big.Int{new(big.Int).SetBytes(p), new(big.Int).SetBytes(q)},
	}
	if err := private.Validate(); err != nil {
		return nil, errors.New("the RSA key is not valid; it needs d, p and q that belong to n")
	}
	private.Precompute()
	return private, nil
}

func (j jwk) ecdsa() (any, error) {
	curve, ok := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[j.Curve]
	x, xErr := segment(j.X)
	y, yErr := segment(j.Y)
	if !ok || errors.Join(xErr, yErr) != nil {
		return nil, errors.New("the EC key is malformed or of a curve other than P-256, P-384 and P-521")
	}
	size := (curve.Params().BitSize + 7) / 8
	if len(x) != size || len(y) != size {
		return nil, errors.New("the coordinates of the EC key have the wrong length")
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil, errors.New("the EC key is no point of its curve")
	}
	if j.D == "" {
		return public, nil
	}
	d, err := segment(j.D)
	if err != nil {
		return nil, errors.New("the EC key is malformed")
	}
	private, err := ecdsa.ParseRawPrivateKey(curve, d)
	if err != nil || !private.PublicKey.Equal(public) {
		return nil, errors.New("the private part of the EC key does not belong to its public part")
	}
	return private, nil
}

func (j jwk) ed25519() (any, error) {
	x, err := segment(j.X)
	if err != nil || j.Curve != "Ed25519" || len(x) != ed25519.PublicKeySize {
		return nil, errors.New("the OKP key is malformed or of a curve other than Ed25519")
	}
	if j.D == "" {
		return ed25519.PublicKey(x), nil
	}
	d, err := segment(j.D)
	if err != nil || len(d) != ed25519.SeedSize {
		return nil, errors.New("the OKP key is malformed")
	}
	private := ed25519.NewKeyFromSeed(d)
	if !ed25519.PublicKey(x).Equal(private.Public()) {
		return nil, errors.New("the private part of the OKP key does not belong to its public part")
	}
	return private, nil
}

// publicJWK returns the public part of a verifying key.
func publicJWK(verify any) (jwk, error) {
	switch k := verify.(type) {
	case *rsa.PublicKey:
		return jwk{Type: "RSA", N: encode(k.N.Bytes()), E: encode(big.NewInt(int64(k.E)).Bytes())}, nil
	case *ecdsa.PublicKey:
		point, err := k.Bytes()
		if err != nil {
			return jwk{}, fmt.Errorf("token: encode an ECDSA key: %w", err)
		}
		half := 1 + (len(point)-1)/2
		return jwk{Type: "EC", Curve: k.Curve.Params().Name, X: encode(point[1:half]), Y: encode(point[half:])}, nil
	case ed25519.PublicKey:
		return jwk{Type: "OKP", Curve: "Ed25519", X: encode(k)}, nil
	default:
		return jwk{}, errors.New("token: an HMAC key has no public part; give it a name")
	}
}

// thumbprint is that of RFC 7638: the hash of the members that make the key, in order.
func thumbprint(verify any) (string, error) {
	j, err := publicJWK(verify)
	if err != nil {
		return "", err
	}
	members := map[string]string{"kty": j.Type}
	for name, value := range map[string]string{"crv": j.Curve, "n": j.N, "e": j.E, "x": j.X, "y": j.Y} {
		if value != "" {
			members[name] = value
		}
	}
	text, err := json.Marshal(members) // sorted by name
	if err != nil {
		return "", fmt.Errorf("token: encode a key: %w", err)
	}
	sum := sha256.Sum256(text)
	return encode(sum[:]), nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func segment(text string) ([]byte, error) {
	if text == "" {
		return nil, errors.New("a member is missing")
	}
	return base64.RawURLEncoding.DecodeString(text)
}
